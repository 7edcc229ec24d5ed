{# Seeds on other engines: macros/seeds/loaded_seed.sql. #}
{% materialization seed, adapter='postgres' %} {{ return(sales_kpis.loaded_seed()) }} {% endmaterialization %}

{% materialization seed, adapter='spark' %} {{ return(sales_kpis.loaded_seed()) }} {% endmaterialization %}
