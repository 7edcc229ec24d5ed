with

customers as (
    select *
    from {{ ref('dim_customers') }}
    where first_paid_on is not null
),

-- what a complete period had come to at the same share of its working days
reached as (
    select
        'new_customers' as kpi_id,
        days.period_type,
        days.period_start,
        records.scope_type,
        records.scope_id,
        cast(count(*) as {{ type_double() }}) as reached_value
    from {{ ref('dim_pacing_days') }} as days
    inner join {{ in_scopes('customers', record=none) }} on records.first_paid_on between days.period_start and days.reached_on
    group by days.period_type, days.period_start, records.scope_type, records.scope_id

    union all

    select
        'monthly_recurring_revenue' as kpi_id,
        days.period_type,
        days.period_start,
        records.scope_type,
        records.scope_id,
        {{ sum_of_known('records.mrr') }} as reached_value
    from {{ ref('dim_pacing_days') }} as days
    inner join {{ in_scopes(ref('fct_customer_mrr'), record=none) }} on days.reached_on = records.measured_on
    group by days.period_type, days.period_start, records.scope_type, records.scope_id
),

finals as (
    select
        kpi_id,
        period_type,
        period_start,
        scope_type,
        scope_id,
        cast(0 as {{ type_double() }}) as opening_value,
        kpi_value as final_value
    from {{ ref('kpi_new_customers') }} as new_customers
    where {{ is_no_slice('new_customers') }}

    union all

    select
        kpi_id,
        period_type,
        period_start,
        scope_type,
        scope_id,
        opening_mrr as opening_value,
        kpi_value as final_value
    from {{ ref('kpi_monthly_recurring_revenue') }} as mrr
    where {{ is_no_slice('mrr') }}
),

compared as (
    select
        finals.kpi_id,
        finals.period_type,
        days.running_period_start,
        finals.period_start,
        finals.scope_type,
        finals.scope_id,
        days.working_days,
        days.working_days_reached,
        days.reached_on,
        finals.opening_value,
        case when reached.scope_id is null then 0 else reached.reached_value end as reached_value,
        finals.final_value
    from finals
    inner join {{ ref('dim_pacing_days') }} as days
        on finals.period_type = days.period_type and finals.period_start = days.period_start
    left join reached
        on
            finals.kpi_id = reached.kpi_id
            and finals.period_type = reached.period_type
            and finals.period_start = reached.period_start
            and finals.scope_type = reached.scope_type
            and finals.scope_id = reached.scope_id
    where finals.final_value is not null
)

select
    kpi_id,
    period_type,
    running_period_start,
    period_start,
    scope_type,
    scope_id,
    working_days,
    working_days_reached,
    reached_on,
    opening_value,
    reached_value,
    final_value,
    -- a period that did not move says nothing; less than a cent is no movement
    case
        when abs(final_value - opening_value) >= 0.005
            then {{ safe_divide('(reached_value - opening_value)', '(final_value - opening_value)') }}
    end as reached_share
from compared
