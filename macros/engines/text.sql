{# Whether a text matches a regular expression as a whole; write the anchors. Character classes such as [0-9] only. #}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches', 'sales_kpis')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches(text, pattern) -%} regexp_matches({{ text }}, '{{ pattern }}') {%- endmacro %}

{% macro postgres__matches(text, pattern) -%} ({{ text }} ~ '{{ pattern }}') {%- endmacro %}

{% macro spark__matches(text, pattern) -%} ({{ text }} rlike '{{ pattern }}') {%- endmacro %}


{# A cell without the blanks around it (space, tab, line ends, no-break and ideographic space); nothing left is null. #}
{% macro clean_text(cell) -%}
    {{ return(adapter.dispatch('clean_text', 'sales_kpis')(cell)) }}
{%- endmacro %}

{% macro default__clean_text(cell) -%}
    nullif(trim(both (' ' || chr(9) || chr(10) || chr(13) || chr(160) || '　') from {{ cell }}), '')
{%- endmacro %}

{# trim() alone takes every kind of space off there, three times as fast; tabs and line ends need the long form. #}
{% macro duckdb__clean_text(cell) -%}
    nullif(case when contains({{ cell }}, chr(10)) or contains({{ cell }}, chr(13)) or contains({{ cell }}, chr(9)) then trim({{ cell }}, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || '　') else trim({{ cell }}) end, '')
{%- endmacro %}


{# A text inside single quotes; the quotes in it are doubled. #}
{% macro text_literal(text) -%}
    {{ return(adapter.dispatch('text_literal', 'sales_kpis')(text | string)) }}
{%- endmacro %}

{% macro default__text_literal(text) -%} '{{ text.replace("'", "''") }}' {%- endmacro %}

{% macro spark__text_literal(text) -%} '{{ text.replace("\\", "\\\\").replace("'", "\\'") }}' {%- endmacro %}
