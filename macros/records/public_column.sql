{#
  A column of an export's records as everything behind staging sees it: ids and texts that reach public tables go through
  public_id and public_text here, once; names, e-mail addresses and what else stays private are as they are.
#}
{% macro public_column(export, column, cell) -%}
{%- set ids = ['team_id', 'calendar_id', 'presentation_id'] -%}
{%- for known in sales_kpis.export_columns(export) or [] if known | length == 3 -%}
    {%- do ids.append(known[0]) -%}
{%- endfor -%}
{%- if column in ids -%} {{ sales_kpis.public_id(cell) }}
{%- elif column in sales_kpis.public_texts().get(export, []) -%} {{ sales_kpis.public_text(cell) }}
{%- else -%} {{ cell }}
{%- endif -%}
{%- endmacro %}
