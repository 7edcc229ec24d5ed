{#
  Every raw row of an export with its cells parsed by the contract of its seed, and what is wrong with it:
    _row              place in the files
    _rejected_column  the column for which the row is rejected (the first in declared order), else null
    _rejected_reason  missing_required, bad_…, out_of_range or duplicate_key; null where the row is accepted
    _rejected_cells   the columns whose cells are filled and cannot be read, as ,a,b,; else null. Those of a row that is
                      itself rejected are among them: how far a column can be read is judged by all of its cells
  Pass time_zones=ref('time_zones') where the export has a column of that type, value_mappings=ref('value_mappings') where
  it has one that is mapped_as a field of that seed.
#}
{% macro parse_export(seed_name, time_zones=none, value_mappings=none) -%}
{%- set raw = ref(seed_name) -%}
{%- set earliest = ref('base_dates__earliest') -%}
{%- set contract = sales_kpis.export_contract(seed_name, ref(seed_name)) -%}
{%- if not contract -%}
{{ return('select 1 as _row from ' ~ ref(seed_name)) }}
{%- endif -%}
{%- set columns = [] -%}
{%- for column in contract.columns -%}
    {%- do columns.append(sales_kpis.contract_column(column)) -%}
{%- endfor -%}
{%- set decisive = columns | selectattr('rejects_row') | list -%}
{%- set fallible = columns | selectattr('can_fail') | list -%}
with

cells as (

    select
        {%- for column in columns %}
        {{ sales_kpis.export_cell(contract, column) }} as {{ column.field }},
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
    {{- sales_kpis.join_look_ups(contract, columns, 'cells', time_zones, value_mappings) }}

),

bounded as (

    select
        {%- for column in columns %}
        {%- if column.can_fail %}
        parsed.{{ column.field }}__text,
        {%- endif %}
        {%- if column.is_bounded %}
        case when {{ sales_kpis.is_in_bounds(column, 'parsed.' ~ column.field) }} then parsed.{{ column.field }} end as {{ column.field }},
        {%- else %}
        parsed.{{ column.field }},
        {%- endif %}
        {%- endfor %}
        parsed._row
    from parsed
    cross join {{ earliest }} as earliest

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
        {%- if decisive %}
        case
            {%- for column in decisive %}
            when {{ sales_kpis.is_unusable(contract, column, raw, column.field ~ ' is null', column.field ~ '__text') }} then '{{ column.name }}'
            {%- endfor %}
        end as unusable_column,
        case
            {%- for column in decisive %}
            {%- if column.required %}
            when {{ column.field }}{{ '__text' if column.can_fail }} is null{{ sales_kpis.and_filled(contract, column, raw) }} then 'missing_required'
            {%- endif %}
            {%- if column.can_fail %}
            when {{ column.field }} is null and {{ column.field }}__text is not null then {{ sales_kpis.reason_of(column, column.field ~ '__text') }}
            {%- endif %}
            {%- endfor %}
        end as unusable_reason,
        {%- else %}
        cast(null as {{ dbt.type_string() }}) as unusable_column,
        cast(null as {{ dbt.type_string() }}) as unusable_reason,
        {%- endif %}
        {%- if fallible %}
        -- hardly any row has such a cell
        case
            when
                {%- for column in fallible %}
                {{ 'or ' if not loop.first }}({{ column.field }} is null and {{ column.field }}__text is not null)
                {%- endfor %}
                then
                {%- for column in fallible %}
                case when {{ column.field }} is null and {{ column.field }}__text is not null then ',{{ column.name }}' else '' end ||
                {%- endfor %}
                ','
        end as rejected_cells,
        {%- else %}
        cast(null as {{ dbt.type_string() }}) as rejected_cells,
        {%- endif %}
        _row
    from bounded

){%- if contract.key %},

-- Few keys are there twice or more: what else speaks against a row is judged of theirs alone. The raw cells are read again
-- rather than from cells: a CTE with two readers is stored in full.
keys_there_twice as (

    select
        {%- for column in columns if column.name in contract.key %}
        {{ column.field }} as repeated_{{ column.field }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        select
            {%- for column in columns if column.name in contract.key %}
            {{ sales_kpis.export_cell(contract, column) }} as {{ column.field }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ raw }} as raw_rows
    ) as keys
    group by
        {%- for column in columns if column.name in contract.key %}
        {{ column.field }}{{ ',' if not loop.last }}
        {%- endfor %}
    having count(*) > 1

),

repeated_keys as (

    select
        {%- for column in columns if column.name in contract.key %}
        keyed_rows.{{ column.field }},
        {%- endfor %}
        max(case
            when
                {%- for column in decisive %}
                {%- set value = '(' ~ sales_kpis.parse_cell(column, 'keyed_rows.' ~ column.field) ~ ')' %}
                {%- set unread = 'not coalesce(' ~ sales_kpis.is_in_bounds(column, value) ~ ', false)' if column.is_bounded else value ~ ' is null' %}
                {{ 'and ' if not loop.first }}not ({{ sales_kpis.is_unusable(contract, column, raw, unread, 'keyed_rows.' ~ column.field) }})
                {%- endfor %}
                then keyed_rows._row
        end) as last_row
    from (
        select
            {%- for column in decisive %}
            {{ sales_kpis.export_cell(contract, column) }} as {{ column.field }},
            {%- endfor %}
            _row
        from {{ raw }} as raw_rows
        inner join keys_there_twice
            on {% for column in columns if column.name in contract.key -%}
            {{ sales_kpis.export_cell(contract, column) }} = keys_there_twice.repeated_{{ column.field }}{{ ' and ' if not loop.last }}
            {%- endfor %}
    ) as keyed_rows
    {{- sales_kpis.join_look_ups(contract, decisive, 'keyed_rows', time_zones, value_mappings) }}
    cross join {{ earliest }} as earliest
    group by
        {%- for column in columns if column.name in contract.key %}
        keyed_rows.{{ column.field }}{{ ',' if not loop.last }}
        {%- endfor %}

){%- endif %}

select
    {%- for column in columns %}
    {{ sales_kpis.staged_cell(contract, column, 'judged.' ~ column.field) }}{{ ' as ' ~ column.field if contract.system == 'generic' }},
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
    judged.rejected_cells as _rejected_cells
from judged
left join repeated_keys
    on {% for column in columns if column.name in contract.key -%}
    judged.{{ column.field }} = repeated_keys.{{ column.field }}{{ ' and ' if not loop.last }}
    {%- endfor %}
    {%- else %}
    judged.unusable_column as _rejected_column,
    judged.unusable_reason as _rejected_reason,
    judged.rejected_cells as _rejected_cells
from judged
    {%- endif %}
{%- endmacro %}


{# Joins the lists that cells are looked up in: the time zones, and the values that value_mappings knows. #}
{% macro join_look_ups(contract, columns, cells, time_zones, value_mappings) -%}
    {%- for column in columns if column.type == 'time_zone' %}
    left join {{ time_zones }} as zones_of_{{ column.field }}
        on {{ cells }}.{{ column.field }} = zones_of_{{ column.field }}.time_zone
    {%- endfor %}
    {%- for column in columns if column.mapped_as %}
    left join {{ value_mappings }} as values_of_{{ column.field }}
        on values_of_{{ column.field }}.system = '{{ contract.system }}' and values_of_{{ column.field }}.field = '{{ column.mapped_as }}'
            and lower({{ cells }}.{{ column.field }}) = lower(values_of_{{ column.field }}.value)
    {%- endfor %}
{%- endmacro %}


{# Whether a cell rejects its row, given the condition that it was not read: a required one if blank too, another if it is filled. #}
{% macro is_unusable(contract, column, raw, unread, text) -%}
    {{ unread }}
    {%- if column.required -%} {{ sales_kpis.and_filled(contract, column, raw) }}
    {%- else %} and {{ text }} is not null
    {%- endif -%}
{%- endmacro %}


{# Whether a date is none of those before var earliest_date, which are slips; the query joins base_dates__earliest. #}
{% macro is_in_bounds(column, value) -%}
    {{ value }} >= earliest.{{ 'earliest_on' if column.type == 'date' else 'earliest_at' }}
{%- endmacro %}


{# Of a column that is required only where the file has it: the condition that some row has a cell in it. #}
{% macro and_filled(contract, column, raw) -%}
    {%- if column.required == 'where_present' %} and exists (select 1 from {{ raw }} as filled_rows where {{ sales_kpis.export_cell(contract, column) }} is not null){% endif -%}
{%- endmacro %}


{# A parsed cell as staging has it. The generic form is staging as it is parsed: it becomes public here, other systems' in union_systems. #}
{% macro staged_cell(contract, column, cell) -%}
    {%- if contract.system == 'generic' -%} {{ sales_kpis.public_column(contract.export, column.field, cell) }}
    {%- else -%} {{ cell }}
    {%- endif -%}
{%- endmacro %}
