{#
  Every raw row of an export with its cells parsed by the contract of its seed, and what is wrong with it:
    _row              place in the files
    _rejected_column  the column for which the row is rejected (the first in declared order), else null
    _rejected_reason  missing_required, bad_…, out_of_range or duplicate_key; null where the row is accepted
    _rejected_cells   the optional columns of an accepted row whose cells are rejected, as ,a,b,; else null
  Pass time_zones=ref('time_zones') where the export has a column of that type.
#}
{% macro parse_export(seed_name, time_zones=none) -%}
{%- set raw = sales_kpis.numbered_rows(ref(seed_name)) -%}
{%- set contract = sales_kpis.export_contract(seed_name) -%}
{%- if not contract -%}
{{ return('select 1 as _row from ' ~ ref(seed_name)) }}
{%- endif -%}
{%- set columns = [] -%}
{%- for column in contract.columns -%}
    {%- do columns.append(sales_kpis.contract_column(column)) -%}
{%- endfor -%}
{%- set present = sales_kpis.stored_columns(ref(seed_name)) -%}
{%- set required = columns | selectattr('required') | list -%}
{%- set optional = columns | rejectattr('required') | selectattr('can_fail') | list -%}
with

cells as (

    select
        {%- for column in columns %}
        {{ sales_kpis.export_cell(contract, column, present) }} as {{ column.field }},
        {%- endfor %}
        _row
    from {{ raw }} as raw_rows

),

parsed as (

    select
        {%- for column in columns %}
        cells.{{ column.field }}{{ ' as ' ~ column.field ~ '__text' if column.can_fail }},
        {%- if column.can_fail %}
        {{ sales_kpis.parse_cell(column, 'cells.' ~ column.field) }} as {{ column.field }},
        {%- endif %}
        {%- endfor %}
        cells._row
    from cells
    {%- for column in columns if column.type == 'time_zone' %}
    left join {{ time_zones }} as zones_of_{{ column.field }}
        on cells.{{ column.field }} = zones_of_{{ column.field }}.time_zone
    {%- endfor %}

),

judged as (

    select
        {%- for column in columns %}
        {%- if column.has_default %}
        case when {{ column.field }}{{ '__text' if column.can_fail }} is null then {{ sales_kpis.default_value(column) }} else {{ column.field }} end as {{ column.field }},
        {%- else %}
        {{ column.field }},
        {%- endif %}
        {%- endfor %}
        {%- if required %}
        case
            {%- for column in required %}
            when {{ column.field }} is null{{ sales_kpis.and_filled(contract, column, present, raw) }} then '{{ column.name }}'
            {%- endfor %}
        end as unusable_column,
        case
            {%- for column in required %}
            when {{ column.field }}{{ '__text' if column.can_fail }} is null{{ sales_kpis.and_filled(contract, column, present, raw) }} then 'missing_required'
            {%- if column.can_fail %}
            when {{ column.field }} is null then {{ sales_kpis.reason_of(column, column.field ~ '__text') }}
            {%- endif %}
            {%- endfor %}
        end as unusable_reason,
        {%- else %}
        cast(null as {{ dbt.type_string() }}) as unusable_column,
        cast(null as {{ dbt.type_string() }}) as unusable_reason,
        {%- endif %}
        nullif(
            {%- for column in optional %}
            case when {{ column.field }}__text is not null and {{ column.field }} is null then ',{{ column.name }}' else '' end ||
            {%- endfor %}
            '', ''
        ) || ',' as rejected_cells,
        _row
    from parsed

){%- if contract.key %},

-- Only the keys that are there twice or more: few, so that the join back stays cheap.
repeated_keys as (

    select
        {%- for column in columns if column.name in contract.key %}
        {{ column.field }},
        {%- endfor %}
        max(_row) as last_row
    from (
        -- read again rather than from cells: a CTE with two readers is stored in full
        select
            {%- for column in required %}
            {{ sales_kpis.export_cell(contract, column, present) }} as {{ column.field }},
            {%- endfor %}
            _row
        from {{ raw }} as raw_rows
    ) as keyed_rows
    where
        {%- for column in required %}
        {{ 'and ' if not loop.first }}not ({{ sales_kpis.parse_cell(column, column.field) }} is null{{ sales_kpis.and_filled(contract, column, present, raw) }})
        {%- endfor %}
    group by
        {%- for column in columns if column.name in contract.key %}
        {{ column.field }}{{ ',' if not loop.last }}
        {%- endfor %}
    having count(*) > 1

){%- endif %}

select
    {%- for column in columns %}
    judged.{{ column.field }},
    {%- endfor %}
    judged._row,
    {%- if contract.key %}
    case
        when judged.unusable_column is not null then judged.unusable_column
        when judged._row < repeated_keys.last_row then '{{ contract.key | join(', ') }}'
    end as _rejected_column,
    case
        when judged.unusable_column is not null then judged.unusable_reason
        when judged._row < repeated_keys.last_row then 'duplicate_key'
    end as _rejected_reason,
    case
        when judged.unusable_column is not null or judged._row < repeated_keys.last_row then null
        else judged.rejected_cells
    end as _rejected_cells
from judged
left join repeated_keys
    on {% for column in columns if column.name in contract.key -%}
    judged.{{ column.field }} = repeated_keys.{{ column.field }}{{ ' and ' if not loop.last }}
    {%- endfor %}
    {%- else %}
    judged.unusable_column as _rejected_column,
    judged.unusable_reason as _rejected_reason,
    case when judged.unusable_column is null then judged.rejected_cells end as _rejected_cells
from judged
    {%- endif %}
{%- endmacro %}


{# Of a column that is required only where the file has it: the condition that some row has a cell in it. #}
{% macro and_filled(contract, column, present, raw) -%}
    {%- if column.required == 'where_present' %} and exists (select 1 from {{ raw }} as filled_rows where {{ sales_kpis.export_cell(contract, column, present) }} is not null){% endif -%}
{%- endmacro %}


{#
  A cell cleaned of blanks and of what the system writes for null, an id of its system's prefix too; null where the raw
  table lacks the column.
#}
{% macro export_cell(contract, column, present=none) -%}
    {%- set text = sales_kpis.clean_text(column.name) -%}
    {%- if contract.id_prefix and column.type == 'id' -%}
        {%- set text = sales_kpis.id_without_prefix(text, contract.id_prefix) -%}
    {%- endif -%}
    {%- if present is not none and column.name | lower not in present -%}
        cast(null as {{ dbt.type_string() }})
    {%- elif contract.null_ids == 'zeros' and column.type == 'id' -%}
        case when {{ sales_kpis.matches(text, '^0+(AAA)?$') }} then null else {{ text }} end
    {%- elif contract.null_ids == 'zeros' -%}
        nullif({{ text }}, '000')
    {%- else -%}
        {{ text }}
    {%- endif -%}
{%- endmacro %}


{# An id without the prefix that some exports of the system write and others do not. #}
{% macro id_without_prefix(text, prefix) -%}
    case
            when substr({{ text }}, 1, {{ prefix | length }}) = '{{ prefix }}'
                then nullif(substr({{ text }}, {{ prefix | length + 1 }}), '')
            else {{ text }}
        end
{%- endmacro %}
