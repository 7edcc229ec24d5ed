{%- set ids = kpi_ids() -%}
with

kpi_rows as (
{%- for kpi_id in ids %}
    select
        {{ kpi_shared_column_names() }}
    from {{ ref('kpi_' ~ kpi_id) }}
    {{ 'union all' if not loop.last }}
{%- endfor %}
)

select
    kpi_rows.kpi_row_id,
    kpi_rows.kpi_id,
    kpis.name_en,
    kpis.name_zh,
    kpis.unit,
    kpis.direction,
    kpis.official_frequency,
    kpis.owner,
    {{ kpi_shared_column_names('kpi_rows.', skip=['kpi_row_id', 'kpi_id']) }},
    kpis.weakest_check as source_check,
    kpis.action_en,
    kpis.action_zh,
    supports.support,
    case when kpi_rows.value_status = 'no_data' then supports.reason_en end as no_data_reason_en,
    case when kpi_rows.value_status = 'no_data' then supports.reason_zh end as no_data_reason_zh
from kpi_rows
inner join {{ ref('dim_kpis') }} as kpis on kpi_rows.kpi_id = kpis.kpi_id
left join {{ ref('dim_kpi_support') }} as supports on kpi_rows.kpi_id = supports.kpi_id
