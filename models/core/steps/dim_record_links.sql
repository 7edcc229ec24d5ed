-- Of which system a record is, by the beginning of its id (int_system_keys), and where its page in the CRM is.
{%- set exports = ['leads', 'deals', 'meetings', 'accounts', 'presentation_sessions', 'survey_responses'] %}
with

exporting as (
{%- for export in exports %}
    {%- set outer_loop = loop %}
    {%- for system in exporting_systems(export) %}
    select
        '{{ system }}' as system_name,
        '{{ export }}' as export,
        keys.{{ export }}_prefix as id_prefix
    from {{ ref('int_system_keys') }} as keys
    where
        keys.system_name = '{{ system }}'
        and exists (select records.{{ export_columns(export)[0][0] }} from {{ staged_records(system, export) }} as records)
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {{ 'union all' if not loop.last and exporting_systems(exports[loop.index]) | length > 0 }}
{%- endfor %}
)

select
    exporting.system_name,
    exporting.export,
    exporting.id_prefix,
    patterns.url_pattern
from exporting
left join {{ ref('record_url_patterns') }} as patterns
    on exporting.system_name = patterns.system and exporting.export = patterns.export
