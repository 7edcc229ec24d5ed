{#
  One row per rejected row or cell of an export, from what its base model found wrong, with the cell as the seed has it:
  rejected_records shows of it what may be shown. Of a key of several columns (cell_type key) that is done here.
#}
{% macro rejections_of(seed_name, base_name) -%}
{%- set base = ref(base_name) -%}
{%- set raw = ref(seed_name) -%}
{%- set contract = sales_kpis.export_contract(seed_name) -%}
{%- if not contract -%}
{{ return('select 1 as file_row from ' ~ base) }}
{%- endif -%}
{%- set columns = [] -%}
{%- for column in contract.columns if column.required or column.type not in ('text', 'id') or column.name in contract.key -%}
    {%- do columns.append(sales_kpis.contract_column(column)) -%}
{%- endfor -%}
{%- set by_type = {} -%}
{%- for column in columns -%}
    {%- do by_type.setdefault(column.type, []).append(column.name) -%}
{%- endfor -%}
{%- set key_name = contract.key | join(', ') -%}
    select
        '{{ contract.system }}' as system_name,
        '{{ contract.export }}' as export,
        raw_rows.{{ contract.record_id }} as raw_record_id,
        rejected._row as file_row,
        coalesce(suspects.column_name, rejected._rejected_column) as column_name,
        case coalesce(suspects.column_name, rejected._rejected_column)
            {%- for column in columns %}
            when '{{ column.name }}' then raw_rows.{{ column.name }}
            {%- endfor %}
            {%- if contract.key | length > 1 %}
            when '{{ key_name }}' then
                {%- for column in columns if column.name in contract.key %}
                {{ "|| ', ' || " if not loop.first }}{{ sales_kpis.public_cell(column, 'raw_rows.' ~ column.name) }}
                {%- endfor %}
            {%- endif %}
        end as raw_cell,
        case
            {%- for type, names in by_type.items() %}
            when coalesce(suspects.column_name, rejected._rejected_column) in ('{{ names | join("', '") }}') then '{{ type }}'
            {%- endfor %}
            else 'key'
        end as cell_type,
        rejected._rejected_reason as row_reason,
        suspects.cell_reason,
        suspects.is_ranged
    from {{ base }} as rejected
    inner join {{ raw }} as raw_rows
        on rejected._row = raw_rows._row
    left join (
        {%- for column in columns if column.can_fail and not column.required %}
        {%- set is_ranged = column.is_bounded or (column.type == 'number' and column.min is not none) %}
        {{ 'union all ' if not loop.first }}select '{{ column.name }}' as column_name, '{{ sales_kpis.cell_reason(column) }}' as cell_reason, {{ is_ranged | lower }} as is_ranged
        {%- else %}
        select cast(null as {{ dbt.type_string() }}) as column_name, cast(null as {{ dbt.type_string() }}) as cell_reason, false as is_ranged
        {%- endfor %}
    ) as suspects
        on rejected._rejected_reason is null and rejected._rejected_cells like '%,' || suspects.column_name || ',%'
    where rejected._rejected_reason is not null or rejected._rejected_cells is not null
{%- endmacro %}
