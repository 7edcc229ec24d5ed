{# Whether a run reads other exports than the demo company's: a folder, or tables that a loader fills. #}
{% macro has_own_exports() %} {{ return(sales_kpis.exports_folder() != '' or (sales_kpis.variable('sources') or {}) | length > 0) }} {% endmacro %}
