-- A column that no check knows would never be missed.
{{ config(severity='warn') }}
select
    required.export,
    required.column_name
from {{ ref('kpi_required_columns') }} as required
left join (
    {%- for export, known in health_exports().items() %}
    {%- set outer_loop = loop %}
    {%- for column in known.columns %}
    select '{{ export }}' as export, '{{ column.name }}' as column_name
    {{ 'union all' if not (loop.last and outer_loop.last) }}
    {%- endfor %}
    {%- endfor %}
) as known_columns on required.export = known_columns.export and required.column_name = known_columns.column_name
where known_columns.column_name is null
