{# A cell cleaned of blanks and of what the system writes for null, an id of its system's prefix too. #}
{% macro export_cell(contract, column) -%}
    {%- set text = column.name if contract.has_plain_cells else sales_kpis.clean_text(column.name) -%}
    {%- if contract.id_prefix and column.type == 'id' -%}
        {%- set text = sales_kpis.id_without_prefix(text, contract.id_prefix) -%}
    {%- endif -%}
    {%- if contract.null_ids == 'zeros' and column.type == 'id' -%}
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
