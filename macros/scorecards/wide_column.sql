{# The name of a KPI's column in the wide scorecard: new_customers_value, _target, _attainment, _status, _value_status. #}
{% macro wide_column(kpi_id, column) -%}
{{ kpi_id }}_{{ {'kpi_value': 'value', 'target_value': 'target', 'target_status': 'status'}.get(column, column) }}
{%- endmacro %}
