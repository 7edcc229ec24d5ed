{# What a table, view or test is made from but for what it reads, as one text. #}
{% macro made_of_text(sql) %}
  {%- set parts = [sales_kpis.kept().base, config.get('materialized') | string, sql] -%}
  {%- if model.resource_type == 'model' and config.get('contract').enforced -%}
    {%- for column in model.columns.values() -%} {%- do parts.append([column.name, column.data_type, column.quote] | string) -%} {%- endfor -%}
  {%- endif -%}
  {{ return(local_md5(parts | join('\n'))) }}
{% endmacro %}
