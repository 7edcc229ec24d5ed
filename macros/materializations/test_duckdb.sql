{#
  Data tests on DuckDB: one query, without the transaction and the file in target/run that dbt's own way has; target/compiled holds the query.
  One that passed on what it would read again passes.
#}
{% materialization test, adapter='duckdb' %}
  {%- if should_store_failures() -%} {{ return(dbt.materialization_test_default()) }} {%- endif -%}
  {%- set kept = sales_kpis.kept() -%}
  {%- set query = get_test_sql(get_limit_subquery_sql(sql, config.get('limit')), config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), limit=none) -%}
  {%- set made_from = sales_kpis.made_from(query) -%}
  {%- do kept.tests.update({model.unique_id: made_from}) -%}
  {%- if kept.passed.get(model.unique_id) == made_from and not flags.FULL_REFRESH -%}
    {%- if 'no_failures' not in kept -%}
      {%- do kept.update({'no_failures': adapter.execute('select 0 as failures, false as should_warn, false as should_error', auto_begin=False, fetch=True)[1]}) -%}
    {%- endif -%}
    {%- do store_raw_result('main', message='UNCHANGED', code='UNCHANGED', rows_affected=0, agate_table=kept.no_failures) -%}
  {%- else -%}
    {%- set response, table = adapter.execute(query, auto_begin=False, fetch=True) -%}
    {%- do store_result('main', response=response, agate_table=table) -%}
  {%- endif -%}
  {{ return({'relations': []}) }}
{% endmaterialization %}
