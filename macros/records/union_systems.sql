{#
    One row per accepted record of an export, from every system of var `systems`, with `system_name` first.
    Where two systems both export the records that an id points to, the id carries its system's prefix; a user whom two
    systems hold is named by the id of the first. `users`: where the crosswalk itself looks its users up.
#}
{% macro union_systems(export, users=none) %}
{%- set systems = exporting_systems(export) -%}
{%- set has_prefixes = variable('systems') | length > 1 -%}
{%- set user_columns = export_columns(export) | selectattr(2, 'defined') | selectattr(2, 'equalto', 'users') | map(attribute=0) | list -%}
{%- set user_column = user_columns[0] if user_columns and has_prefixes and export != 'users' -%}
{%- for system in systems %}
    {#- the ids of the generic form are public already where it is parsed (parse_export) -#}
    {%- set shown = {} -%}
    {%- for column in export_columns(export) -%}
        {%- set cell = 'records.' ~ column[0] -%}
        {%- do shown.update({column[0]: cell if system == 'generic' else public_column(export, column[0], cell)}) -%}
    {%- endfor %}
    select
        '{{ system }}' as system_name,
        {%- for column in export_columns(export) %}
        {% if column[0] == user_column -%}
        coalesce(users.survivor_id, keys.users_prefix || {{ shown[column[0]] }}) as {{ user_column }}
        {%- elif has_prefixes and column | length == 3 -%}
        (keys.{{ column[2] }}_prefix || {{ shown[column[0]] }}) as {{ column[0] }}
        {%- else -%}
        {{ shown[column[0]] }} as {{ column[0] }}
        {%- endif -%}
        {{ ',' if not loop.last }}
        {%- endfor %}
    from {{ staged_records(system, export) }} as records
    {%- if has_prefixes %}
    inner join {{ ref('int_system_keys') }} as keys on keys.system_name = '{{ system }}'
    {%- endif %}
    {%- if user_column %}
    left join {{ users or ref('int_crosswalk') }} as users
        on users.record_type = 'users' and keys.users_prefix || {{ shown[user_column] }} = users.record_id
    {%- endif %}
    {{ 'union all' if not loop.last }}
{%- else %}
    select
        cast(null as {{ dbt.type_string() }}) as system_name,
        {%- for column in export_columns(export) %}
        cast(null as {{ column[1] }}) as {{ column[0] }}{{ ',' if not loop.last }}
        {%- endfor %}
    where 1 = 0
{%- endfor %}
{% endmacro %}
