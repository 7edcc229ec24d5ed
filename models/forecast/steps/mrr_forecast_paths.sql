{%- set window = mrr_forecast_setting('window') -%}
with

history as (
    select *
    from {{ ref('mrr_forecast_history') }}
),

-- what stays of an MRR after a month; less than a billionth is nothing, whose powers no engine can hold
origins as (
    select
        history.*,
        case
            when 1 + expansion_rate + contraction_rate + churn_rate >= 0.000000001
                then 1 + expansion_rate + contraction_rate + churn_rate
            else 0
        end as month_factor
    from history
    where history_month >= {{ window }}
),

ahead as (
    select cast({{ setting('mrr_forecast_months') }} as integer) - 1 as last_month
),

horizons as (
    {{ integers_to('last_month', 'months_before', 'ahead') }}
),

steps as (
    select
        origins.*,
        horizons.months_before + 1 as horizon_months,
        power(origins.month_factor, horizons.months_before) as kept_before
    from origins
    cross join horizons
),

-- what is left of an amount that comes in each month
summed as (
    select
        steps.*,
        sum(kept_before) over (
            partition by scope_type, scope_id, history_month
            order by horizon_months rows between unbounded preceding and current row
        ) as kept_sum
    from steps
),

openings as (
    select
        summed.*,
        mrr * kept_before + (new_level + reactivation_level) * (kept_sum - kept_before) as opening_mrr
    from summed
),

compared as (
    select
        openings.*,
        targets.mrr as actual_mrr,
        year_before.mrr as year_before_mrr
    from openings
    left join history as targets
        on
            openings.scope_type = targets.scope_type
            and openings.scope_id = targets.scope_id
            and openings.history_month + openings.horizon_months = targets.history_month
    -- the same month of the last year that was known
    left join history as year_before
        on
            openings.scope_type = year_before.scope_type
            and openings.scope_id = year_before.scope_id
            and openings.history_month + openings.horizon_months
            - {{ window }} * cast(floor((openings.horizon_months + {{ window - 1 }}) / {{ window }}.0) as integer)
            = year_before.history_month
),

methods as (
    select 'movements' as method
    union all
    select 'seasonal_naive'
    union all
    select 'naive'
)

select
    compared.scope_type,
    compared.scope_id,
    compared.month_start as origin_month_start,
    compared.history_month as origin_history_month,
    cast(compared.horizon_months as bigint) as horizon_months,
    cast({{ dbt.dateadd('month', 'compared.horizon_months', 'compared.month_start') }} as date) as month_start,
    methods.method,
    case methods.method
        when 'movements' then compared.mrr * compared.kept_before * compared.month_factor
            + (compared.new_level + compared.reactivation_level) * compared.kept_sum
        when 'seasonal_naive' then compared.year_before_mrr
        else compared.mrr
    end as forecast_mrr,
    case when methods.method = 'movements' then compared.opening_mrr end as opening_mrr,
    case when methods.method = 'movements' then compared.new_level end as new_mrr,
    case when methods.method = 'movements' then compared.reactivation_level end as reactivation_mrr,
    case when methods.method = 'movements' then compared.opening_mrr * compared.expansion_rate end as expansion_mrr,
    case when methods.method = 'movements' then compared.opening_mrr * compared.contraction_rate end as contraction_mrr,
    case when methods.method = 'movements' then compared.opening_mrr * compared.churn_rate end as churn_mrr,
    compared.actual_mrr
from compared
cross join methods
