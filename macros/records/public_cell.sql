{# What a public table shows of a raw cell that cannot be read, by the column's type: of a free text or a whole row its length alone. #}
{% macro public_cell(column, text) -%}
    {%- if column.type == 'id' -%}
        {{ sales_kpis.public_id(text) }}
    {%- else -%}
        case
            when {{ '1 = 1' if column.type in ('text', 'row') else 'char_length(' ~ text ~ ') > 40 or ' ~ sales_kpis.has_address(text) }}
                then '({{ column.type }}, ' || cast(char_length({{ text }}) as {{ dbt.type_string() }}) || ' characters)'
            else {{ text }}
        end
    {%- endif -%}
{%- endmacro %}
