-- A column that no check knows would never be missed.
{{ config(severity='warn') }}
select
    required.export,
    required.column_name
from {{ ref('kpi_required_columns') }} as required
where
    {%- for export, known in health_exports().items() %}
    {%- set names = known.columns | map(attribute='name') | list %}
    {{ 'and ' if not loop.first }}not (required.export = '{{ export }}' and required.column_name in ('{{ names | join("', '") }}'))
    {%- endfor %}
