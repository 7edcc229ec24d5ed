{#
  What is wrong with a row of reference data, as a SQL expression of text: what was found and what was expected. null where
  nothing is. Its columns are read unqualified.
#}
{% macro row_problem(seed_name) -%}
    {%- if seed_name == 'value_mappings' -%} {{ sales_kpis.problem_of_mapping() }}
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
