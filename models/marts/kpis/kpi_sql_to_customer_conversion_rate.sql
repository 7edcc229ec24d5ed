with

prospects as (
    select *
    from {{ ref('fct_prospects') }}
    where not was_customer_before
),

windows as (
    select maturity_days
    from {{ ref('dim_kpis') }}
    where kpi_id = 'sql_to_customer_conversion_rate'
),

method as (
    select
        case when max(case when is_present then 1 else 0 end) = 1 then 'paid_subscription' else 'won_deal' end as method
    from {{ ref('dim_exports') }}
    where export = 'subscriptions'
),

measures as (
    select
        records.period_type,
        records.period_start,
        records.scope_type,
        records.scope_id,
        count(case when records.days_to_customer <= windows.maturity_days then 1 end) as numerator,
        count(*) as denominator,
        count(*) as sample_size,
        {{ converted_within(30) }} as converted_30_days_rate,
        {{ converted_within(60) }} as converted_60_days_rate,
        {{ converted_within(180) }} as converted_180_days_rate,
        {{ safe_divide('count(records.days_to_customer)', 'count(*)') }} as converted_ever_rate,
        {{ percentile(0.5, 'records.days_to_customer') }} as median_days_to_customer
    from {{ in_periods_and_scopes('prospects', 'qualified_on') }}
    inner join {{ ref('dim_periods') }} as periods
        on records.period_type = periods.period_type and records.period_start = periods.period_start
    cross join windows
    group by records.period_type, records.period_start, records.scope_type, records.scope_id
),

{{ kpi_rows(
    'sql_to_customer_conversion_rate',
    others=[
        'converted_30_days_rate', 'converted_60_days_rate', 'converted_180_days_rate', 'converted_ever_rate',
        'median_days_to_customer',
    ],
    interval_units='sample_size',
) }}

select
    {{ kpi_shared_columns() }},
    converted_30_days_rate,
    converted_60_days_rate,
    converted_180_days_rate,
    converted_ever_rate,
    cast(median_days_to_customer as {{ type_double() }}) as median_days_to_customer,
    method.method
from kpi_rows
cross join method
