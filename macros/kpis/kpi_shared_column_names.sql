{# The names of the shared columns, comma-separated, in their order. #}
{% macro kpi_shared_column_names(prefix='', skip=[]) -%}
{%- set names = [
    'kpi_row_id', 'kpi_id', 'period_type', 'period_start', 'period_end', 'scope_type', 'scope_id', 'numerator',
    'denominator', 'kpi_value', 'sample_size', 'ci_low', 'ci_high', 'value_status', 'is_complete_period', 'is_mature',
    'previous_value', 'target_value', 'target_low', 'target_high', 'attainment', 'target_status', 'source_status',
] -%}
{%- for name in names if name not in skip -%}
{{ prefix }}{{ name }}{{ ',\n        ' if not loop.last }}
{%- endfor -%}
{%- endmacro %}
