with

-- the company's complete months; a cohort that is not mature would pull its last months down
numbered as (
    select
        kpi_id,
        kpi_value,
        previous_value,
        is_complete_period and value_status <> 'immature' as is_used,
        dense_rank() over (order by period_start) as month_number
    from {{ ref('kpi_values') }}
    where scope_type = 'company' and period_type = 'month'
),

monthly_values as (
    select *
    from numbered
    where is_used
),

{{ lagged_rank_correlations('monthly_values') }},

kpi_pairs as (
    select
        kpis_a.kpi_id as kpi_a,
        kpis_b.kpi_id as kpi_b
    from {{ ref('dim_kpis') }} as kpis_a
    inner join {{ ref('dim_kpis') }} as kpis_b on {{ bytewise('kpis_a.kpi_id') }} < {{ bytewise('kpis_b.kpi_id') }}
)

select
    kpi_pairs.kpi_a,
    kpi_pairs.kpi_b,
    cast(lags.lag_months as bigint) as lag_months,
    cast(coalesce(correlations.pair_count, 0) as bigint) as pair_count,
    correlations.rank_correlation
from kpi_pairs
cross join lags
left join lag_correlations as correlations
    on
        kpi_pairs.kpi_a = correlations.kpi_a
        and kpi_pairs.kpi_b = correlations.kpi_b
        and lags.lag_months = correlations.lag_months
