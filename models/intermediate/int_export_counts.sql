{# Raw rows are counted in the raw table itself, so that a row lost on the way shows. -#}
with

counts as (

    {% for system in variable('systems') -%}
    {%- set is_last_system = loop.last -%}
    {%- for export in exports_of(system) -%}
    {%- set contract = export_contract(export.seed) or {} -%}
    select
        '{{ contract.system }}' as system_name,
        '{{ contract.export }}' as export,
        '{{ (contract.feeds or []) | join(';') }}' as feeds_exports,
        {{ 'true' if contract.is_auxiliary else 'false' }} as is_auxiliary,
        (select count(*) from {{ ref(export.seed) }}) as table_rows,
        count(*) - count(_rejected_reason) as accepted_rows,
        count(_rejected_reason) as rejected_table_rows,
        count(case when _rejected_reason = 'duplicate_key' then 1 end) as duplicate_rows,
        -- the cells of a rejected row are not rejected one by one
        cast(coalesce(sum(case
            when _rejected_reason is null then length(_rejected_cells) - length(replace(_rejected_cells, ',', '')) - 1
        end), 0) as bigint) as rejected_cells
    from {{ ref(export.base) }}
    {{ 'union all' if not (is_last_system and loop.last) }}
    {% endfor -%}
    {%- endfor %}
),

-- rows that the importer could not split into cells; it names exports as their tables are named, or as the system does
lost_before as (
    select
        system,
        lower(replace(export, '_', '')) as export,
        count(*) as lost_rows
    from {{ ref('import_rejections') }}
    group by system, lower(replace(export, '_', ''))
)

select
    counts.system_name,
    counts.export,
    counts.feeds_exports,
    counts.is_auxiliary,
    counts.table_rows + coalesce(lost_before.lost_rows, 0) as raw_rows,
    counts.accepted_rows,
    counts.rejected_table_rows + coalesce(lost_before.lost_rows, 0) as rejected_rows,
    counts.rejected_cells,
    counts.duplicate_rows
from counts
left join lost_before
    on counts.system_name = lost_before.system and lower(replace(counts.export, '_', '')) = lost_before.export
