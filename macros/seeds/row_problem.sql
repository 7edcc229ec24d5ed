{#
  What is wrong with a row of reference data, as a SQL expression of text: what was found and what was expected. null where
  nothing is. Its columns are read unqualified.
#}
{% macro row_problem(seed_name) -%}
    {%- if seed_name == 'value_mappings' -%} {{ sales_kpis.problem_of_mapping() }}
    {%- elif seed_name == 'settings' -%} {{ sales_kpis.problem_of_setting() }}
    {%- else -%} cast(null as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}


{% macro problem_of_mapping() -%}
    {%- set systems = sales_kpis.mapped_fields() -%}
    case
        when system is null or field is null or value is null or meaning is null
            then 'system, field, value and meaning must all be filled'
        when system not in ('{{ systems | join("', '") }}')
            then 'the system is "' || system || '"; expected is one of {{ systems | join(", ") }}'
        {%- for system, fields in systems.items() %}
        when system = '{{ system }}' and field not in ('{{ fields | join("', '") }}')
            then 'the field is "' || field || '"; expected for {{ system }} is one of {{ fields | join(", ") }}'
            {%- for field, meanings in fields.items() %}
        when system = '{{ system }}' and field = '{{ field }}' and meaning not in ('{{ meanings | join("', '") }}')
            then 'the meaning of "' || value || '" is "' || meaning || '"; expected for {{ system }} {{ field }} is one of {{ meanings | join(", ") }}'
            {%- endfor %}
        {%- endfor %}
        when count(*) over (partition by system, field, lower(value)) > 1
            then 'the value "' || value || '" of ' || system || ' ' || field || ' is there more than once, in any case; keep one row'
    end
{%- endmacro %}


{% macro problem_of_setting() -%}
    {%- set found = 'setting || \' is \' || cast(value as ' ~ dbt.type_string() ~ ')' -%}
    {%- set levels = sales_kpis.interval_levels() -%}
    case
        when setting is null or value is null then 'setting and value must be filled'
        when at_least is null
            then '"' || setting || '" is no setting; expected is a setting of seeds/reference/settings.csv'
        when setting like '%interval_level' and cast(value as {{ type_double() }}) not in ({{ levels | join(', ') }})
            then {{ found }} || '; expected is one of {{ levels | join(", ") }}'
        when value not between at_least and at_most or (is_whole and value <> floor(value))
            then {{ found }} || '; expected is a ' || case when is_whole then 'whole ' else '' end || 'number from '
                || cast(at_least as {{ dbt.type_string() }}) || ' to ' || cast(at_most as {{ dbt.type_string() }})
        when count(*) over (partition by lower(setting)) > 1 then '"' || setting || '" is there more than once; keep one row'
    end
{%- endmacro %}
