{# What a public table shows of a raw cell that cannot be read: an id as public_id, the cell where it is plain, else its kind and length alone. #}
{% macro public_cell(column, text) -%}
    {%- if column.type == 'id' -%}
        {{ sales_kpis.public_id(text) }}
    {%- else -%}
        case
            {%- if column.type not in ('text', 'row') %}
            when {{ sales_kpis.is_plain_cell(text, column.type) }} then {{ text }}
            {%- endif %}
            when {{ text }} is not null then '({{ column.type }}, ' || cast(length({{ text }}) as {{ dbt.type_string() }}) || ' characters)'
        end
    {%- endif -%}
{%- endmacro %}
