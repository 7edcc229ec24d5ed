-- What a row is compared with beside whole periods: earlier periods up to the same day, and twelve months.
with

-- what has a day of its own, and what customers came to on a day; cohorts had another time to mature
counted as (
    select
        records.kpi_id,
        records.export,
        records.record_id,
        records.team_id,
        records.rep_id,
        days.period_type,
        days.period_start,
        days.compared_with,
        records.numerator,
        records.denominator
    from {{ ref('kpi_records') }} as records
    inner join {{ ref('dim_kpis') }} as kpis
        on records.kpi_id = kpis.kpi_id and kpis.aggregation = 'ratio' and kpis.maturity_days = 0
    inner join {{ ref('dim_to_date_days') }} as days
        on records.counted_on between days.compared_start and days.compared_until

    union all

    select
        'new_customers' as kpi_id,
        'accounts' as export,
        customers.customer_id as record_id,
        customers.team_id,
        customers.rep_id,
        days.period_type,
        days.period_start,
        days.compared_with,
        1 as numerator,
        null as denominator
    from {{ ref('dim_customers') }} as customers
    inner join {{ ref('dim_to_date_days') }} as days
        on customers.first_paid_on between days.compared_start and days.compared_until

    union all

    select
        'monthly_recurring_revenue' as kpi_id,
        'accounts' as export,
        balances.customer_id as record_id,
        balances.team_id,
        balances.rep_id,
        days.period_type,
        days.period_start,
        days.compared_with,
        balances.mrr as numerator,
        null as denominator
    from {{ ref('fct_customer_mrr') }} as balances
    inner join {{ ref('dim_to_date_days') }} as days on balances.measured_on = days.compared_until
),

to_date as (
    select
        kpi_id,
        period_type,
        period_start,
        scope_type,
        scope_id,
        compared_with,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from {{ in_scopes('counted') }}
    group by kpi_id, period_type, period_start, scope_type, scope_id, compared_with
),

kpi_rows as (
    select
        all_rows.*,
        kpis.aggregation,
        kpis.aggregation in ('sum', 'last') as is_amount
    from {{ ref('kpi_values') }} as all_rows
    inner join {{ ref('dim_kpis') }} as kpis on all_rows.kpi_id = kpis.kpi_id and kpis.aggregation <> 'recompute'
    where all_rows.has_required_exports
),

-- compared up to a day are those that are compared whole; of an amount nothing until that day is 0
running as (
    select
        kpi_rows.kpi_row_id,
        {%- for compared_with, whole in [('previous', 'previous_value'), ('last_year', 'last_year_value')] %}
        case
            when kpi_rows.{{ whole }} is null then null
            when not kpi_rows.is_amount then {{ safe_divide(compared_with ~ '.numerator', compared_with ~ '.denominator') }}
            when {{ compared_with }}.kpi_id is null then 0
            else {{ compared_with }}.numerator
        end as {{ compared_with }}_to_date_value{{ ',' if not loop.last }}
        {%- endfor %}
    from kpi_rows
    {%- for compared_with in ['previous', 'last_year'] %}
    left join to_date as {{ compared_with }}
        on
            kpi_rows.kpi_id = {{ compared_with }}.kpi_id
            and kpi_rows.period_type = {{ compared_with }}.period_type
            and kpi_rows.period_start = {{ compared_with }}.period_start
            and kpi_rows.scope_type = {{ compared_with }}.scope_type
            and kpi_rows.scope_id = {{ compared_with }}.scope_id
            and {{ compared_with }}.compared_with = '{{ compared_with }}'
    {%- endfor %}
    where not kpi_rows.is_complete_period
),

months as (
    select
        kpi_rows.*,
        {{ add_periods('month', 'kpi_rows.period_start', -11) }} as first_month
    from kpi_rows
    where kpi_rows.aggregation <> 'last' and kpi_rows.period_type = 'month' and kpi_rows.is_mature
),

-- a year that is not whole is no twelve months, and shares of two sets of brands are not added
twelve_months as (
    select
        months.kpi_row_id,
        case
            when
                count(
                    case
                        when parts.numerator is null and parts.sample_size > 0 then 1
                        when {{ differs_from('parts.brand_set_version', 'months.brand_set_version') }} then 1
                    end
                ) > 0
                then null
            when months.is_amount then sum(parts.numerator)
            else {{ safe_divide('sum(parts.numerator)', 'sum(parts.denominator)') }}
        end as trailing_12_months_value
    from months
    inner join months as parts
        on
            months.kpi_id = parts.kpi_id
            and months.scope_type = parts.scope_type
            and months.scope_id = parts.scope_id
            and parts.period_start between months.first_month and months.period_start
    where months.first_month >= (select min(period_start) from {{ ref('dim_periods') }} where period_type = 'month')
    group by months.kpi_row_id, months.is_amount
)

select
    kpi_row_id,
    previous_to_date_value,
    last_year_to_date_value,
    cast(null as {{ type_double() }}) as trailing_12_months_value
from running

union all

select
    kpi_row_id,
    null as previous_to_date_value,
    null as last_year_to_date_value,
    trailing_12_months_value
from twelve_months
