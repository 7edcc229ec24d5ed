{%- set text = dbt.type_string() -%}
{%- set numbers = {
    'horizon': 'cast(forecasts.horizon_months as ' ~ text ~ ')',
    'history': 'cast(forecasts.history_months as ' ~ text ~ ')',
    'needed': 'cast(forecasts.needed_months as ' ~ text ~ ')',
    'level': "'%.0f'" % (100 * mrr_forecast_setting('interval_level')),
    'held': grouped_number('100 * forecasts.interval_coverage', 0),
    'tests': 'cast(forecasts.interval_count as ' ~ text ~ ')',
    'forecast': grouped_number('forecasts.forecast_mrr', 0) ~ " || ' " ~ var('reporting_currency') ~ "'",
    'low': grouped_number('forecasts.low_mrr', 0),
    'high': grouped_number('forecasts.high_mrr', 0),
    'movements': grouped_number('forecasts.movements_mae', 0),
    'naive': grouped_number('forecasts.naive_mae', 0),
    'seasonal_naive': grouped_number('forecasts.seasonal_naive_mae', 0),
} -%}
with

horizons as (
    select {{ integers_to(mrr_forecast_setting('horizon') - 1) }} as months_before
),

months_ahead as (
    select
        scopes.*,
        horizons.months_before + 1 as horizon_months,
        cast({{ dbt.dateadd('month', 'horizons.months_before + 1', 'scopes.origin_month_start') }} as date) as month_start
    from {{ ref('mrr_forecast_scopes') }} as scopes
    cross join horizons
),

forecasts as (
    select
        months_ahead.*,
        paths.forecast_mrr,
        {{ mrr_forecast_bound('low', 'paths.forecast_mrr', 'spread', 'drift', 'months_ahead.horizon_months') }} as low_mrr,
        {{ mrr_forecast_bound('high', 'paths.forecast_mrr', 'spread', 'drift', 'months_ahead.horizon_months') }} as high_mrr,
        paths.opening_mrr,
        paths.new_mrr,
        paths.reactivation_mrr,
        paths.expansion_mrr,
        paths.contraction_mrr,
        paths.churn_mrr
    from months_ahead
    left join {{ ref('mrr_forecast_paths') }} as paths
        on
            months_ahead.scope_type = paths.scope_type
            and months_ahead.scope_id = paths.scope_id
            and months_ahead.origin_month_start = paths.origin_month_start
            and months_ahead.method = paths.method
            and months_ahead.horizon_months = paths.horizon_months
)

select
    md5(
        forecasts.scope_type || '|' || forecasts.scope_id || '|' || cast(forecasts.origin_month_start as {{ dbt.type_string() }})
        || '|' || cast(forecasts.horizon_months as {{ dbt.type_string() }})
    ) as forecast_id,
    forecasts.scope_type,
    forecasts.scope_id,
    forecasts.origin_month_start,
    forecasts.origin_mrr,
    cast(forecasts.horizon_months as bigint) as horizon_months,
    forecasts.month_start,
    {{ add_days(add_periods('month', 'forecasts.month_start', 1), -1) }} as month_end,
    forecasts.method,
    forecasts.forecast_mrr,
    forecasts.low_mrr,
    forecasts.high_mrr,
    cast({{ mrr_forecast_setting('interval_level') }} as {{ type_double() }}) as interval_level,
    forecasts.opening_mrr,
    forecasts.new_mrr,
    forecasts.reactivation_mrr,
    forecasts.expansion_mrr,
    forecasts.contraction_mrr,
    forecasts.churn_mrr,
    accuracy.movements_mae,
    accuracy.naive_mae,
    accuracy.seasonal_naive_mae,
    accuracy.shown_mae,
    coalesce(accuracy.backtest_origins, 0) as backtest_origins,
    forecasts.movements_mae as pooled_movements_mae,
    forecasts.naive_mae as pooled_naive_mae,
    forecasts.seasonal_naive_mae as pooled_seasonal_naive_mae,
    forecasts.shown_mae as pooled_shown_mae,
    forecasts.interval_count,
    forecasts.interval_coverage,
    forecasts.is_better_than_naive,
    forecasts.history_months,
    forecasts.forecast_status,
    {%- for language in ['en', 'zh'] %}
    {{ filled_text(['status_texts.text', 'method_texts.text', 'errors_texts.text', 'interval_texts.text'], numbers, language) }}
        as message_{{ language }}{{ ',' if not loop.last }}
    {%- endfor %}
from forecasts
left join {{ ref('mrr_forecast_accuracy') }} as accuracy
    on
        forecasts.scope_type = accuracy.scope_type
        and forecasts.scope_id = accuracy.scope_id
        and forecasts.horizon_months = accuracy.horizon_months
{%- set is_told = "forecasts.forecast_status not in ('no_data', 'short_history')" %}
{{ join_texts(
    'forecast',
    'case when not ' ~ is_told ~ ' then forecasts.forecast_status'
    ~ " when forecasts.horizon_months = 1 then 'next_month' else 'later_month' end",
    'status_texts',
) }}
{{ join_texts('forecast', 'case when ' ~ is_told ~ ' then forecasts.method end', 'method_texts') }}
{{ join_texts('forecast', 'case when ' ~ is_told ~ " then 'errors' end", 'errors_texts') }}
{{ join_texts(
    'forecast',
    'case when ' ~ is_told ~ " then case when forecasts.interval_count = 0 then 'not_measured' else 'measured' end end",
    'interval_texts',
) }}
