{# The CTEs that a model names in meta.stored_ctes, stored before its table on Spark (macros/materializations/table_spark.sql). #}
{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') %}
  {%- set query = namespace(sql=compiled_code) -%}
  {%- for name in config.get('meta', {}).stored_ctes or [] -%}
    {%- set cte = modules.re.search('(?ms)^' ~ name ~ ' as [(]\n.*?^[)]', query.sql) -%}
    {%- set stored = sales_kpis.stored_cte(name) -%}
    {%- do run_query('drop table if exists ' ~ stored) -%}
    {%- do run_query('create table ' ~ stored ~ ' using parquet as\n' ~ query.sql[:cte.end()] ~ '\nselect * from ' ~ name) -%}
    {%- set query.sql = query.sql[:cte.start()] ~ name ~ ' as (select * from ' ~ stored ~ ')' ~ query.sql[cte.end():] -%}
  {%- endfor -%}
  {{ return(dbt.spark__create_table_as(temporary, relation, query.sql, language)) }}
{% endmacro %}


{# The table that holds a CTE of this model while the model is built. #}
{% macro stored_cte(name) %} {{ return(this.incorporate(path={'identifier': this.identifier ~ '__' ~ name})) }} {% endmacro %}
