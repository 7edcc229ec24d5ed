{#
  Tables on Spark, which computes a CTE anew for each of its readers, and the steps of a recursion for each of its rounds. CTEs that
  a model names in meta.stored_ctes are stored one after the other, and dropped when the table is there. The others store
  what has several readers by themselves.
#}
{% materialization table, adapter='spark', supported_languages=['sql', 'python'] %}
  {%- set relations = dbt.materialization_table_spark() -%}
  {%- for name in config.get('meta', {}).stored_ctes or [] -%} {%- do run_query('drop table if exists ' ~ sales_kpis.stored_cte(name)) -%} {%- endfor -%}
  {{ return(relations) }}
{% endmaterialization %}
