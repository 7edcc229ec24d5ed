{#
  A column of a contract with everything that the parser asks about. Numbers beyond 1e15 are out of range: no CRM means
  them, and sums of their products would be infinite. A date before var earliest_date is one too, unless the contract says
  any_year. A cell that cannot be read rejects its row where the column is required or the contract says rejects_row.
#}
{% macro contract_column(column) -%}
    {{ return({
        'name': column.name,
        'field': sales_kpis.snake_case(column.name),
        'type': column.type,
        'required': column.required or false,
        'accepted': column.accepted or [],
        'mapped_as': column.mapped_as,
        'default': column.default,
        'has_default': column.default is defined and column.default is not none,
        'min': column.min if column.min is defined else ('-1e15' if column.type == 'number' else none),
        'max': column.max if column.max is defined else ('1e15' if column.type == 'number' else none),
        'day': column.day or 'last',
        'can_fail': column.type not in ('text', 'id'),
        'rejects_row': column.required or column.rejects_row or false,
        'is_bounded': column.type in ('date', 'timestamp') and not column.any_year,
    }) }}
{%- endmacro %}
