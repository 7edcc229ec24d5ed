{#
  A column of a contract with everything that the parser asks about. Numbers beyond 1e15 are out of range: no CRM means
  them, and sums of their products would be infinite.
#}
{% macro contract_column(column) -%}
    {{ return({
        'name': column.name,
        'field': sales_kpis.snake_case(column.name),
        'type': column.type,
        'required': column.required or false,
        'accepted': column.accepted or [],
        'default': column.default,
        'has_default': column.default is defined and column.default is not none,
        'min': column.min if column.min is defined else ('-1e15' if column.type == 'number' else none),
        'max': column.max if column.max is defined else ('1e15' if column.type == 'number' else none),
        'day': column.day or 'last',
        'can_fail': column.type not in ('text', 'id'),
    }) }}
{%- endmacro %}
