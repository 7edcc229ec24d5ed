{#
  Filled cells are counted only where some of the column cannot be read: to clean every cell a second time would cost more
  than all else here.
-#}
{%- set files = [] -%}
{%- set loaded = loaded_seeds() -%}
{%- for system in variable('systems') -%}
    {%- for export in exports_of(system) -%}
        {%- set raw = ref(export.seed) -%}
        {%- set contract = export_contract(export.seed, raw, loaded) or {} -%}
        {%- set columns = [] -%}
        {%- for column in contract.columns or [] -%}
            {%- do columns.append(contract_column(column)) -%}
        {%- endfor -%}
        {%- do files.append({
            'raw': raw, 'base': ref(export.base), 'contract': contract, 'name': 'cells_' ~ export.seed,
            'columns': columns | selectattr('can_fail') | list,
        }) -%}
    {%- endfor -%}
{%- endfor -%}
with

{% for file in files if file.columns -%}
{{ file.name }} as (

    select
        {%- for column in file.columns %}
        max(unread.unread_{{ loop.index }}) as unread_{{ loop.index }},
        count(case
            when unread.unread_{{ loop.index }} > 0 then {{ export_cell(file.contract, column) }}
        end) as filled_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            {%- for column in file.columns %}
            count(case when {{ is_unread(column.name) }} then 1 end) as unread_{{ loop.index }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ file.base }}
        where _rejected_cells is not null
    ) as unread
    cross join {{ file.raw }} as raw_rows

),

{% endfor -%}
counted as (

    {% for file in files if file.columns -%}
    {%- set last_file = loop.last -%}
    {%- for column in file.columns %}
    select
        '{{ file.contract.system }}' as system_name,
        '{{ file.contract.export }}' as export,
        '{{ file.contract.feeds | join(';') }}' as feeds_exports,
        '{{ column.name }}' as column_name,
        filled_{{ loop.index }} as filled_cells,
        unread_{{ loop.index }} as unreadable_cells
    from {{ file.name }}
    {{ 'union all' if not (last_file and loop.last) }}
    {%- endfor %}
    {%- else %}
    select
        {%- for name in ['system_name', 'export', 'feeds_exports', 'column_name'] %}
        cast(null as {{ dbt.type_string() }}) as {{ name }},
        {%- endfor %}
        cast(null as bigint) as filled_cells,
        cast(null as bigint) as unreadable_cells
    {%- endfor %}

)

select
    system_name,
    export,
    feeds_exports,
    column_name,
    filled_cells,
    unreadable_cells
from counted
where unreadable_cells > 0
