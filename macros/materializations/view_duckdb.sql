{# Views on DuckDB, as tables (table_duckdb.sql). #}
{% materialization view, adapter='duckdb' %}
  {{ return({'relations': [sales_kpis.replaced_relation('view')]}) }}
{% endmaterialization %}
