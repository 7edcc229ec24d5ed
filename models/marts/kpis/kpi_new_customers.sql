with

customers as (
    select *
    from {{ ref('fct_customer_periods') }}
),

measures as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        count(case when is_new then 1 end) as numerator,
        cast(null as {{ type_double() }}) as denominator,
        count(case when is_new then 1 end) as sample_size
    from {{ in_scopes('customers') }}
    group by period_type, period_start, scope_type, scope_id
),

{{ kpi_rows('new_customers', value='numerator', sums=true) }}

select
    {{ kpi_shared_columns() }},
    case when has_required_exports then {{ safe_divide('target_value * working_days_elapsed', 'working_days') }} end
        as expected_to_date,
    {{ safe_divide('kpi_value * working_days', 'working_days_elapsed') }} as run_rate_forecast,
    {{ safe_divide(
        'case when target_value > kpi_value then target_value - kpi_value'
        ~ ' when target_value is not null and kpi_value is not null then 0 end',
        '(working_days - working_days_elapsed)',
    ) }} as required_per_day
from kpi_rows
