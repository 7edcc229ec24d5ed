{# A query for the rows of a seed whose key an earlier row has already; `keys` are expressions where the key is not as it is written. #}
{% macro repeated_reference(table, columns, keys=none, severity=1) -%}
  {%- set quoted = [] -%}
  {%- for column in columns -%} {%- do quoted.append(adapter.quote(column)) -%} {%- endfor -%}
  {%- set key = (keys or quoted) | join(', ') -%}
  {%- set numbered -%}
    (
    select
        *,
        row_number() over (partition by {{ key }} order by file_name, row_in_file) as copy_number,
        min(row_in_file) over (partition by {{ key }}) as first_row
    from {{ table }}
    where {{ quoted | join(' is not null and ') }} is not null
) as numbered
  {%- endset -%}
  {{ return(sales_kpis.reference_fault(
    numbered, columns, 'copy_number > 1',
    'each once' if columns | length == 1 else 'each such row once',
    'Keep the right one of the rows.',
    severity,
    found='text_of_' ~ columns | join(" || ', ' || text_of_") ~ " || ' (as in row ' || cast(first_row as " ~ dbt.type_string() ~ ") || ')'"
  )) }}
{%- endmacro %}
