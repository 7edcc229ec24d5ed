select
    {{ kpi_shared_columns() }},
    cast(measures.lifetime_months as {{ type_double() }}) as lifetime_months,
    kpi_rows.kpi_value * measures.margin as gross_margin_clv,
    measures.realised_revenue_per_customer
from {{ ref('kpi_values') }} as kpi_rows
{{ join_measures(relation=ref('kpi_customer_lifetime_value_sums')) }}
where kpi_rows.kpi_id = 'customer_lifetime_value'
