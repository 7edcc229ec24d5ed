{#- the months whose movements are averaged end with the row's own -#}
{%- set trailing = 'partition by scope_type, scope_id order by history_month rows between '
    ~ (mrr_forecast_setting('window') - 1) ~ ' preceding and current row' -%}
with

-- the last complete month: the one that the forecast starts from
origin as (
    select max(period_start) as month_start
    from {{ ref('dim_periods') }}
    where period_type = 'month' and is_complete_period
),

-- a month without MRR, or with one that is not known, interrupts the run that a month belongs to
known_months as (
    select
        mrr.*,
        {{ month_number('mrr.period_start') }}
        - row_number() over (partition by mrr.scope_type, mrr.scope_id order by mrr.period_start) as run_number
    from {{ ref('kpi_monthly_recurring_revenue') }} as mrr
    where
        mrr.period_type = 'month'
        and mrr.scope_type in ('company', 'team')
        and mrr.is_complete_period
        and mrr.kpi_value >= {{ mrr_forecast_setting('cent') }}
),

runs as (
    select
        known_months.*,
        max(period_start) over (partition by scope_type, scope_id, run_number) as run_ends_in,
        row_number() over (partition by scope_type, scope_id, run_number order by period_start) - 1 as history_month
    from known_months
),

history as (
    select
        runs.scope_type,
        runs.scope_id,
        runs.period_start as month_start,
        runs.history_month,
        runs.kpi_value as mrr,
        -- at the closing day's rates: a movement of currencies is none of customers
        runs.opening_mrr + runs.fx_mrr as restated_opening_mrr,
        runs.new_mrr,
        runs.reactivation_mrr,
        runs.expansion_mrr,
        runs.contraction_mrr,
        runs.churn_mrr,
        runs.fx_mrr
    from runs
    inner join origin on runs.run_ends_in = origin.month_start
),

-- the first month only opens the history: what it calls new had been there, or was the very beginning
trailing_year as (
    select
        history.*,
        case when history_month >= {{ mrr_forecast_setting('window') }} then 1 end as is_told,
        avg(new_mrr) over ({{ trailing }}) as new_level,
        avg(reactivation_mrr) over ({{ trailing }}) as reactivation_level,
        sum(restated_opening_mrr) over ({{ trailing }}) as year_opening_mrr,
        sum(expansion_mrr) over ({{ trailing }}) as year_expansion_mrr,
        sum(contraction_mrr) over ({{ trailing }}) as year_contraction_mrr,
        sum(churn_mrr) over ({{ trailing }}) as year_churn_mrr
    from history
)

select
    scope_type,
    scope_id,
    month_start,
    cast(history_month as bigint) as history_month,
    mrr,
    restated_opening_mrr,
    new_mrr,
    reactivation_mrr,
    expansion_mrr,
    contraction_mrr,
    churn_mrr,
    fx_mrr,
    new_level * is_told as new_level,
    reactivation_level * is_told as reactivation_level,
    {{ safe_divide('year_expansion_mrr', 'year_opening_mrr') }} * is_told as expansion_rate,
    {{ safe_divide('year_contraction_mrr', 'year_opening_mrr') }} * is_told as contraction_rate,
    {{ safe_divide('year_churn_mrr', 'year_opening_mrr') }} * is_told as churn_rate
from trailing_year
