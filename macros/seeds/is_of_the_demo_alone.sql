{# Whether a seed's rows are about the demo company (meta: demo_only) and other exports are read: they are left out then. #}
{% macro is_of_the_demo_alone(seed, files) %}
  {{ return(seed.config.meta.demo_only is true and sales_kpis.has_own_exports() and files == [sales_kpis.committed_file(seed)]) }}
{% endmacro %}
