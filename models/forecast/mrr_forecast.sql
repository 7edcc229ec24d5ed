{%- set text = dbt.type_string() -%}
{%- set numbers = {
    'horizon': 'cast(forecasts.horizon_months as ' ~ text ~ ')',
    'history': 'cast(forecasts.history_months as ' ~ text ~ ')',
    'needed': 'cast(forecasts.needed_months as ' ~ text ~ ')',
    'level': grouped_number('100 * forecasts.interval_level', 0),
    'held': grouped_number('100 * forecasts.interval_coverage', 0),
    'tests': 'cast(forecasts.interval_count as ' ~ text ~ ')',
    'currency': "'" ~ variable('reporting_currency') ~ "'",
    'forecast': grouped_number('forecasts.forecast_mrr', 0),
    'low': grouped_number('forecasts.low_mrr', 0),
    'high': grouped_number('forecasts.high_mrr', 0),
    'movements': grouped_number('forecasts.movements_mae', 0),
    'naive': grouped_number('forecasts.naive_mae', 0),
    'seasonal_naive': grouped_number('forecasts.seasonal_naive_mae', 0),
} -%}
with

settings as (
    {{ settings_of(['mrr_forecast_interval_level']) }}
),

-- the shown method's path from the last complete month, where the history is long enough
forecasts as (
    select
        accuracy.*,
        settings.mrr_forecast_interval_level as interval_level,
        cast({{ dbt.dateadd('month', 'accuracy.horizon_months', 'accuracy.origin_month_start') }} as date) as month_start,
        shown.method,
        shown.forecast_mrr,
        shown.low_mrr,
        shown.high_mrr,
        shown.opening_mrr,
        shown.new_mrr,
        shown.reactivation_mrr,
        shown.expansion_mrr,
        shown.contraction_mrr,
        shown.churn_mrr
    from {{ ref('mrr_forecast_accuracy') }} as accuracy
    cross join settings
    left join {{ ref('mrr_forecast_backtest') }} as shown
        on
            accuracy.forecast_status = 'ok'
            and shown.is_shown
            and accuracy.scope_type = shown.scope_type
            and accuracy.scope_id = shown.scope_id
            and accuracy.origin_month_start = shown.origin_month_start
            and accuracy.horizon_months = shown.horizon_months
)

select
    {{ digest([
        'forecasts.scope_type', 'forecasts.scope_id', 'cast(forecasts.origin_month_start as ' ~ dbt.type_string() ~ ')',
        'cast(forecasts.horizon_months as ' ~ dbt.type_string() ~ ')',
    ]) }} as forecast_id,
    forecasts.scope_type,
    forecasts.scope_id,
    forecasts.origin_month_start,
    forecasts.origin_mrr,
    forecasts.horizon_months,
    forecasts.month_start,
    {{ add_days(add_periods('month', 'forecasts.month_start', 1), -1) }} as month_end,
    forecasts.method,
    forecasts.forecast_mrr,
    forecasts.low_mrr,
    forecasts.high_mrr,
    forecasts.interval_level,
    forecasts.opening_mrr,
    forecasts.new_mrr,
    forecasts.reactivation_mrr,
    forecasts.expansion_mrr,
    forecasts.contraction_mrr,
    forecasts.churn_mrr,
    forecasts.movements_mae,
    forecasts.naive_mae,
    forecasts.seasonal_naive_mae,
    forecasts.shown_mae,
    forecasts.backtest_origins,
    forecasts.pooled_movements_mae,
    forecasts.pooled_naive_mae,
    forecasts.pooled_seasonal_naive_mae,
    forecasts.pooled_shown_mae,
    forecasts.interval_count,
    forecasts.interval_coverage,
    forecasts.method <> 'naive' as is_better_than_naive,
    forecasts.history_months,
    forecasts.forecast_status,
    {%- for language in ['en', 'zh'] %}
    {{ filled_text(['status_texts.text', 'method_texts.text', 'errors_texts.text', 'interval_texts.text'], numbers, language) }}
        as message_{{ language }}{{ ',' if not loop.last }}
    {%- endfor %}
from forecasts
{%- set is_told = "forecasts.forecast_status not in ('no_data', 'short_history')" %}
{{ join_texts(
    'mrr_forecast',
    'case when not ' ~ is_told ~ ' then forecasts.forecast_status'
    ~ " when forecasts.horizon_months = 1 then 'next_month' else 'later_month' end",
    'status_texts',
) }}
{{ join_texts('mrr_forecast', 'case when ' ~ is_told ~ ' then forecasts.method end', 'method_texts') }}
{{ join_texts(
    'mrr_forecast',
    'case when ' ~ is_told ~ " then case when forecasts.backtest_origins = 0 then 'no_errors' else 'errors' end end",
    'errors_texts',
) }}
{{ join_texts(
    'mrr_forecast',
    'case when ' ~ is_told ~ " then case when forecasts.interval_count = 0 then 'not_measured' else 'measured' end end",
    'interval_texts',
) }}
