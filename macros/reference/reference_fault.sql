{#
  A query for the rows of a seed that a rule does not hold for: 1 (a fault) or 2 (to look at twice), file, row, column, what
  was found, what was expected (a text, or expected_sql), what to do. `table` has row_in_file, file_name and, beside each column, text_of_<column>.
#}
{% macro reference_fault(table, columns, condition, expected, advice, severity=1, found=none, expected_sql=none) -%}
  {%- set columns = [columns] if columns is string else columns -%}
  {%- set texts = [] -%}
  {%- for column in columns -%} {%- do texts.append("coalesce(text_of_" ~ column ~ ", 'nothing')") -%} {%- endfor -%}
select
    {{ severity }} as severity,
    file_name,
    row_in_file,
    '{{ columns | join(", ") }}' as column_name,
    {{ found or texts | join(" || ', ' || ") }} as found,
    {{ expected_sql or sales_kpis.text_literal(expected) }} as expected,
    {{ sales_kpis.text_literal(advice) }} as advice
from {{ table }}
where {{ condition }}
{%- endmacro %}
