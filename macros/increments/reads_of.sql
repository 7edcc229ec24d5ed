{# schema.name of the tables and views that nodes are; an ephemeral model is part of its readers' SQL, and what it reads is read by them. #}
{% macro reads_of(ids) %}
  {%- set names = [] -%}
  {%- for id in ids -%}
    {%- set node = graph.nodes.get(id) or graph.sources.get(id) -%}
    {%- if node and node.resource_type == 'model' and node.config.materialized == 'ephemeral' -%}
      {%- do names.extend(sales_kpis.reads_of(node.depends_on.nodes)) -%}
    {%- elif node -%}
      {%- do names.append(node.schema ~ '.' ~ (node.alias or node.identifier)) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(names | unique | list) }}
{% endmacro %}
