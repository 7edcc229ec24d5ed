{# Whether the engine's seeds are read from exports_dir. #}
{% macro reads_exports_dir() %} {{ return(adapter.dispatch('reads_exports_dir', 'sales_kpis')()) }} {% endmacro %}
{% macro default__reads_exports_dir() %} {{ return(false) }} {% endmacro %}
{% macro duckdb__reads_exports_dir() %} {{ return(true) }} {% endmacro %}
