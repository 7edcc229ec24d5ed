{# Data tests on DuckDB: one query, without the transaction and the file in target/run that dbt's own way has; target/compiled holds the query. #}
{% materialization test, adapter='duckdb' %}
  {%- if should_store_failures() -%} {{ return(dbt.materialization_test_default()) }} {%- endif -%}
  {%- set query = get_test_sql(get_limit_subquery_sql(sql, config.get('limit')), config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), limit=none) -%}
  {%- set response, table = adapter.execute(query, auto_begin=False, fetch=True) -%}
  {%- do store_result('main', response=response, agate_table=table) -%}
  {{ return({'relations': []}) }}
{% endmaterialization %}
