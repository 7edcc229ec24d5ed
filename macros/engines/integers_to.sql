{# A select-list expression that makes one row of each integer from 0 to `last`; no row where `last` is null or negative. #}
{% macro integers_to(last) -%}
    {{ return(adapter.dispatch('integers_to', 'sales_kpis')(last)) }}
{%- endmacro %}

{% macro default__integers_to(last) -%} cast(unnest(generate_series(0, {{ last }})) as integer) {%- endmacro %}

{% macro postgres__integers_to(last) -%} cast(generate_series(0, {{ last }}) as integer) {%- endmacro %}

{% macro spark__integers_to(last) -%} explode(filter(sequence(0, greatest({{ last }}, 0)), n -> n <= {{ last }})) {%- endmacro %}
