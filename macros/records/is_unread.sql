{#
  Whether a column is among those whose cells are filled and cannot be read: of `_rejected_cells` by the name that the export
  gives it, of `unreadable_columns` by that of the generic form.
#}
{% macro is_unread(column, listed='_rejected_cells') -%}
    coalesce({{ listed }} like '%,{{ column }},%', false)
{%- endmacro %}
