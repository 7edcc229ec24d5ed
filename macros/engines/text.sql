{# Whether a text matches a regular expression as a whole; write the anchors. Character classes such as [0-9] only. #}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches', 'sales_kpis')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches(text, pattern) -%} regexp_matches({{ text }}, '{{ pattern }}') {%- endmacro %}

{% macro postgres__matches(text, pattern) -%} ({{ text }} ~ '{{ pattern }}') {%- endmacro %}

{% macro spark__matches(text, pattern) -%} ({{ text }} rlike '{{ pattern }}') {%- endmacro %}


{# A cell without the blanks around it (space, tab, line ends, no-break and ideographic space); nothing left is null. #}
{% macro clean_text(cell) -%}
    nullif(trim(both (' ' || chr(9) || chr(10) || chr(13) || chr(160) || '　') from {{ cell }}), '')
{%- endmacro %}


{# A text inside single quotes; the quotes in it are doubled. #}
{% macro text_literal(text) -%}
    {{ return(adapter.dispatch('text_literal', 'sales_kpis')(text | string)) }}
{%- endmacro %}

{% macro default__text_literal(text) -%} '{{ text.replace("'", "''") }}' {%- endmacro %}

{% macro spark__text_literal(text) -%} '{{ text.replace("\\", "\\\\").replace("'", "\\'") }}' {%- endmacro %}
