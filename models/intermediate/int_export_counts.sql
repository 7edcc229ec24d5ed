{# Raw rows are counted in the raw table itself, so that a row lost on the way shows. -#}
with

counts as (

    {% for system in var('systems') -%}
    {%- set is_last_system = loop.last -%}
    {%- for export in exports_of(system) -%}
    {%- set contract = export_contract(export.seed) or {} -%}
    select
        '{{ contract.system }}' as system_name,
        '{{ contract.export }}' as export,
        '{{ (contract.feeds or []) | join(';') }}' as feeds_exports,
        {{ 'true' if contract.is_auxiliary else 'false' }} as is_auxiliary,
        (select count(*) from {{ ref(export.seed) }}) as raw_rows,
        count(*) - count(_rejected_reason) as accepted_rows,
        count(_rejected_reason) as rejected_rows,
        cast(coalesce(sum(length(_rejected_cells) - length(replace(_rejected_cells, ',', '')) - 1), 0) as bigint) as rejected_cells
    from {{ ref(export.base) }}
    {{ 'union all' if not (is_last_system and loop.last) }}
    {% endfor -%}
    {%- endfor %}
)

select
    system_name,
    export,
    feeds_exports,
    is_auxiliary,
    raw_rows,
    accepted_rows,
    rejected_rows,
    rejected_cells
from counts
