{# What is said in place of a scorecard without a row: that no month is over yet on the as-of date, or that there is no such date. #}
{% macro scorecard_nothing(words) -%}
    {%- set relation = sales_kpis.built_relation('dim_as_of') -%}
    {%- if relation is none -%} {{ return(words['nothing']) }} {%- endif -%}
    {%- set as_of_date = run_query('select cast(as_of_date as varchar(10)) as as_of_date from ' ~ relation).rows[0][0] -%}
    {%- set reason = words['as_of'] | format(as_of_date) if as_of_date else words['no_as_of'] -%}
    {{ return(words['nothing'] ~ '\n' ~ sales_kpis.wrap_text(reason, 98) | join('\n')) }}
{%- endmacro %}
