{%- set needed = mrr_forecast_setting('window') + mrr_forecast_setting('min_errors') + 1 -%}
with

-- the last complete month; where none is complete, the one before the first
origin as (
    select
        coalesce(
            max(case when is_complete_period then period_start end),
            {{ add_periods('month', 'min(period_start)', -1) }}
        ) as month_start
    from {{ ref('dim_periods') }}
    where period_type = 'month'
),

scopes as (
    select distinct
        scope_type,
        scope_id
    from {{ ref('kpi_monthly_recurring_revenue') }}
    where period_type = 'month' and scope_type in ('company', 'team')
),

histories as (
    select
        scope_type,
        scope_id,
        max(history_month) + 1 as history_months,
        max(month_start) as origin_month_start
    from {{ ref('mrr_forecast_history') }}
    group by scope_type, scope_id
),

judged as (
    select
        scopes.scope_type,
        scopes.scope_id,
        origin.month_start as origin_month_start,
        last_months.mrr as origin_mrr,
        coalesce(histories.history_months, 0) as history_months,
        case
            when histories.history_months is null then 'no_data'
            when histories.history_months < {{ needed }} then 'short_history'
            else 'ok'
        end as forecast_status
    from scopes
    cross join origin
    left join histories on scopes.scope_type = histories.scope_type and scopes.scope_id = histories.scope_id
    left join {{ ref('mrr_forecast_history') }} as last_months
        on
            histories.scope_type = last_months.scope_type
            and histories.scope_id = last_months.scope_id
            and histories.origin_month_start = last_months.month_start
)

select
    md5(judged.scope_type || '|' || judged.scope_id) as forecast_scope_id,
    judged.scope_type,
    judged.scope_id,
    judged.origin_month_start,
    judged.origin_mrr,
    cast(judged.history_months as bigint) as history_months,
    cast({{ needed }} as bigint) as needed_months,
    judged.forecast_status,
    case when judged.forecast_status = 'ok' then choices.method end as method,
    case when judged.forecast_status = 'ok' then choices.method <> 'naive' end as is_better_than_naive,
    case when judged.forecast_status = 'ok' then {{ known_of_method('spread', 'choices.method') }} end as spread,
    case when judged.forecast_status = 'ok' then {{ known_of_method('drift', 'choices.method') }} end as drift,
    coalesce(accuracy.backtest_origins, 0) as backtest_origins,
    accuracy.movements_mae,
    accuracy.seasonal_naive_mae,
    accuracy.naive_mae,
    accuracy.shown_mae,
    coalesce(accuracy.interval_count, 0) as interval_count,
    accuracy.interval_coverage
from judged
left join {{ ref('mrr_forecast_choices') }} as choices
    on
        judged.scope_type = choices.scope_type
        and judged.scope_id = choices.scope_id
        and judged.origin_month_start = choices.origin_month_start
left join {{ ref('mrr_forecast_accuracy') }} as accuracy
    on
        judged.scope_type = accuracy.scope_type
        and judged.scope_id = accuracy.scope_id
        and accuracy.horizon_months = 0
