with

rejections as (

    {% for system in var('systems') -%}
    {%- set is_last_system = loop.last -%}
    {%- for export in exports_of(system) -%}
    {{ rejections_of(export.seed, export.base) }}
    {{ 'union all' if not (is_last_system and loop.last) }}
    {% endfor -%}
    {%- endfor %}
)

select
    md5(
        system_name || '|' || export || '|' || cast(file_row as {{ dbt.type_string() }}) || '|' || column_name
    ) as rejected_record_id,
    system_name,
    export,
    record_id,
    file_row,
    column_name,
    raw_text,
    reason,
    is_row_rejected
from rejections
