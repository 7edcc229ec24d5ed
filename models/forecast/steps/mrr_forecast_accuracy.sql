{%- set needed = '(' ~ (mrr_forecast_setting('window') + 1) ~ ' + ' ~ setting('mrr_forecast_min_errors') ~ ')' -%}
{%- set methods = ['movements', 'seasonal_naive', 'naive'] -%}
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
    select
        mrr.scope_type,
        mrr.scope_id,
        max(origin.month_start) as origin_month_start,
        max(case when history.month_start = origin.month_start then history.mrr end) as origin_mrr,
        count(history.month_start) as history_months
    from {{ ref('kpi_monthly_recurring_revenue') }} as mrr
    cross join origin
    left join {{ ref('mrr_forecast_history') }} as history
        on
            mrr.scope_type = history.scope_type
            and mrr.scope_id = history.scope_id
            and mrr.period_start = history.month_start
    where mrr.period_type = 'month' and mrr.scope_type in ('company', 'team')
    group by mrr.scope_type, mrr.scope_id
),

ahead as (
    select cast({{ setting('mrr_forecast_months') }} as integer) - 1 as last_month
),

horizons as (
    {{ integers_to('last_month', 'months_before', 'ahead') }}
),

-- every row of the back-test once for its own horizon, and once for 0: all horizons together
tested as (
    select
        backtest.*,
        case when rounds.is_pooled = 1 then 0 else backtest.horizon_months end as told_for
    from {{ ref('mrr_forecast_backtest') }} as backtest
    cross join (
        select 0 as is_pooled
        union all
        select 1
    ) as rounds
    where backtest.actual_mrr is not null
),

measured as (
    select
        scope_type,
        scope_id,
        told_for as horizon_months,
        count(distinct origin_month_start) as backtest_origins,
        {%- for method in methods %}
        avg(case when method = '{{ method }}' then abs(error_mrr) end) as {{ method }}_mae,
        {%- endfor %}
        avg(case when is_shown then abs(error_mrr) end) as shown_mae,
        count(case when is_shown then is_within_interval end) as interval_count,
        count(case when is_shown and is_within_interval then 1 end) as held_count
    from tested
    group by scope_type, scope_id, told_for
)

select
    scopes.scope_type,
    scopes.scope_id,
    cast(horizons.months_before + 1 as bigint) as horizon_months,
    scopes.origin_month_start,
    scopes.origin_mrr,
    cast(scopes.history_months as bigint) as history_months,
    cast({{ needed }} as bigint) as needed_months,
    case
        when scopes.history_months = 0 then 'no_data'
        when scopes.history_months < {{ needed }} then 'short_history'
        else 'ok'
    end as forecast_status,
    cast(coalesce(at_horizon.backtest_origins, 0) as bigint) as backtest_origins,
    {%- for name in methods + ['shown'] %}
    at_horizon.{{ name }}_mae,
    {%- endfor %}
    {%- for name in methods + ['shown'] %}
    pooled.{{ name }}_mae as pooled_{{ name }}_mae,
    {%- endfor %}
    cast(coalesce(pooled.interval_count, 0) as bigint) as interval_count,
    {{ safe_divide('pooled.held_count', 'pooled.interval_count') }} as interval_coverage
from scopes
cross join horizons
left join measured as at_horizon
    on
        scopes.scope_type = at_horizon.scope_type
        and scopes.scope_id = at_horizon.scope_id
        and horizons.months_before + 1 = at_horizon.horizon_months
left join measured as pooled
    on
        scopes.scope_type = pooled.scope_type
        and scopes.scope_id = pooled.scope_id
        and pooled.horizon_months = 0
