{# `union` where equal rows become one: BigQuery wants the word for it. #}
{% macro union_distinct() -%} {{ return(adapter.dispatch('union_distinct', 'sales_kpis')()) }} {%- endmacro %}

{% macro default__union_distinct() -%} union {%- endmacro %}

{% macro bigquery__union_distinct() -%} union distinct {%- endmacro %}
