{# Whether first_read comes to a cell that cannot be read. #}
{% macro is_first_unread(columns, records=none) -%}
    {%- set alias = records ~ '.' if records else '' -%}
    case
            {%- for column in columns %}
            when {{ sales_kpis.is_unread(column, alias ~ '_rejected_cells') }} then true
            {%- if not loop.last %}
            when {{ alias ~ sales_kpis.snake_case(column) }} is not null then false
            {%- endif %}
            {%- endfor %}
            else false
        end
{%- endmacro %}
