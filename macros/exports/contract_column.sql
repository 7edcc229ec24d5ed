{# A column of a contract with everything that the parser asks about. #}
{% macro contract_column(column) -%}
    {{ return({
        'name': column.name,
        'field': sales_kpis.snake_case(column.name),
        'type': column.type,
        'required': column.required or false,
        'accepted': column.accepted or [],
        'default': column.default,
        'has_default': column.default is defined and column.default is not none,
        'min': column.min if column.min is defined else none,
        'max': column.max if column.max is defined else none,
        'can_fail': column.type not in ('text', 'id'),
    }) }}
{%- endmacro %}
