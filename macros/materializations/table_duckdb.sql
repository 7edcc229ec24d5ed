{# Tables on DuckDB: one statement puts the new table in the place of the old one. dbt's own way is nine, with two renames. #}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
  {%- if model.language == 'python' -%} {{ return(dbt_duckdb.materialization_table_duckdb()) }} {%- endif -%}
  {{ return({'relations': [sales_kpis.replaced_relation('table')]}) }}
{% endmaterialization %}
