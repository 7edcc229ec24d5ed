-- Every record stands in one rep's row, one team's, one of each slice that its KPI is measured for, and the company's, so
-- that the parts add up to the whole. The churn behind a lifetime value is no sum.
with

summed as (
    select
        kpi_id,
        period_type,
        period_start,
        scope_type,
        sum(case when kpi_id <> 'customer_lifetime_value' then numerator end) as numerator,
        sum(case when kpi_id <> 'customer_lifetime_value' then denominator end) as denominator,
        sum(sample_size) as sample_size
    from {{ ref('kpi_scorecard') }}
    group by kpi_id, period_type, period_start, scope_type
),

compared as (
    select
        wholes.kpi_id,
        wholes.period_type,
        wholes.period_start,
        scopes.scope_type,
        coalesce(wholes.numerator, 0) as whole_numerator,
        coalesce(parts.numerator, 0) as parts_numerator,
        coalesce(wholes.denominator, 0) as whole_denominator,
        coalesce(parts.denominator, 0) as parts_denominator,
        coalesce(wholes.sample_size, 0) as whole_sample_size,
        coalesce(parts.sample_size, 0) as parts_sample_size
    from summed as wholes
    inner join {{ ref('dim_kpis') }} as kpis on wholes.kpi_id = kpis.kpi_id
    inner join (
        {%- for scope_type in scope_types() if scope_type != 'company' %}
        select '{{ scope_type }}' as scope_type
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as scopes
        on
            {{ is_listed('scopes.scope_type', 'kpis.scopes') }}
            and ({{ is_no_slice('scopes') }} or {{ is_slice_period('wholes') }})
    left join summed as parts
        on
            wholes.kpi_id = parts.kpi_id
            and wholes.period_type = parts.period_type
            and wholes.period_start = parts.period_start
            and scopes.scope_type = parts.scope_type
    where wholes.scope_type = 'company'
)

select *
from compared
where
    abs(whole_numerator - parts_numerator) > 0.000001 + 0.000000001 * whole_numerator
    or abs(whole_denominator - parts_denominator) > 0.000001 + 0.000000001 * whole_denominator
    or whole_sample_size <> parts_sample_size
