{# What a row of mrr_forecast tells, as a sentence in English (`en`) or Simplified Chinese (`zh`); the query names it `forecasts`. #}
{% macro mrr_forecast_sentence(language) -%}
{%- set text = dbt.type_string() -%}
{%- set count = {
    'horizon': 'cast(forecasts.horizon_months as ' ~ text ~ ')',
    'history': 'cast(forecasts.history_months as ' ~ text ~ ')',
    'needed': 'cast(forecasts.needed_months as ' ~ text ~ ')',
    'level': '%.0f' % (100 * mrr_forecast_setting('interval_level')),
    'held': 'cast(cast(100 * forecasts.interval_coverage as decimal(9, 0)) as ' ~ text ~ ')',
    'tests': 'cast(forecasts.interval_count as ' ~ text ~ ')',
} -%}
{%- set money = {} -%}
{%- for name in ['forecast_mrr', 'low_mrr', 'high_mrr', 'movements_mae', 'seasonal_naive_mae', 'naive_mae'] -%}
    {%- do money.update({name: 'cast(cast(forecasts.' ~ name ~ ' as decimal(38, 0)) as ' ~ text ~ ')'}) -%}
{%- endfor -%}
{%- set currency = var('reporting_currency') -%}
{%- if language == 'en' %}
    case forecasts.forecast_status
        when 'no_data' then 'No MRR is known at the end of the last complete month, so there is nothing to forecast.'
        when 'short_history' then
            'The last ' || {{ count.history }} || ' months in a row have an MRR; ' || {{ count.needed }}
            || ' are needed before a forecast can be tested.'
        else
            {{ money.forecast_mrr }} || ' {{ currency }} in ' || {{ count.horizon }}
            || case when forecasts.horizon_months = 1 then ' month' else ' months' end || '; {{ count.level }} % interval '
            || {{ money.low_mrr }} || ' to ' || {{ money.high_mrr }} || '. '
            || case forecasts.method
                when 'movements' then 'What came and went in the last twelve months goes on.'
                when 'seasonal_naive' then 'The same month of the last year comes again.'
                else 'The last MRR stays: no model missed by clearly less.'
            end
            || ' Mean error in the back-test: movements ' || {{ money.movements_mae }} || ', last MRR ' || {{ money.naive_mae }}
            || ', same month of last year ' || {{ money.seasonal_naive_mae }} || '.'
            || case
                when forecasts.interval_count = 0 then ' How often the interval holds is not measured yet.'
                else ' The interval held in ' || {{ count.held }} || ' % of ' || {{ count.tests }} || ' tests.'
            end
    end
{%- else %}
    case forecasts.forecast_status
        when 'no_data' then '最近一个完整月份末没有已知的 MRR，无从预测。'
        when 'short_history' then
            '连续有 MRR 的月份只有 ' || {{ count.history }} || ' 个；要检验预测，至少需要 ' || {{ count.needed }} || ' 个。'
        else
            {{ count.horizon }} || ' 个月后为 ' || {{ money.forecast_mrr }} || ' {{ currency }}，{{ count.level }} % 区间为 '
            || {{ money.low_mrr }} || ' 至 ' || {{ money.high_mrr }} || '。'
            || case forecasts.method
                when 'movements' then '假设最近十二个月的增减照旧。'
                when 'seasonal_naive' then '假设重复上一年同月的数值。'
                else '假设 MRR 维持不变：没有哪个模型的误差明显更小。'
            end
            || '回测平均误差：增减模型 ' || {{ money.movements_mae }} || '，维持不变 ' || {{ money.naive_mae }}
            || '，上年同月 ' || {{ money.seasonal_naive_mae }} || '。'
            || case
                when forecasts.interval_count = 0 then '区间的实际覆盖率尚无检验。'
                else {{ count.tests }} || ' 次检验中，区间覆盖了 ' || {{ count.held }} || ' %。'
            end
    end
{%- endif -%}
{%- endmacro %}
