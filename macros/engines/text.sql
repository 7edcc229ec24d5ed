{# Whether a text matches a regular expression as a whole; write the anchors. Character classes such as [0-9] only. #}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches', 'sales_kpis')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches(text, pattern) -%} regexp_matches({{ text }}, '{{ pattern }}') {%- endmacro %}

{% macro postgres__matches(text, pattern) -%} ({{ text }} ~ '{{ pattern }}') {%- endmacro %}

{% macro spark__matches(text, pattern) -%} ({{ text }} rlike '{{ pattern }}') {%- endmacro %}

{# regexp_like is of the whole text there. #}
{% macro snowflake__matches(text, pattern) -%} (regexp_instr({{ text }}, '{{ pattern }}') > 0) {%- endmacro %}

{% macro bigquery__matches(text, pattern) -%} regexp_contains({{ text }}, '{{ pattern }}') {%- endmacro %}


{# A cell without the blanks around it (space, tab, line ends, no-break and ideographic space); nothing left is null. #}
{% macro clean_text(cell) -%}
    {{ return(adapter.dispatch('clean_text', 'sales_kpis')(cell)) }}
{%- endmacro %}

{% macro default__clean_text(cell) -%}
    nullif(trim(both (' ' || chr(9) || chr(10) || chr(13) || chr(160) || '　') from {{ cell }}), '')
{%- endmacro %}

{% macro snowflake__clean_text(cell) -%}
    nullif(trim({{ cell }}, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || '　'), '')
{%- endmacro %}

{% macro bigquery__clean_text(cell) -%} {{ sales_kpis.snowflake__clean_text(cell) }} {%- endmacro %}

{# trim() alone takes every kind of space off there, three times as fast; tabs and line ends need the long form. #}
{% macro duckdb__clean_text(cell) -%}
    nullif(case when contains({{ cell }}, chr(10)) or contains({{ cell }}, chr(13)) or contains({{ cell }}, chr(9)) then trim({{ cell }}, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || '　') else trim({{ cell }}) end, '')
{%- endmacro %}


{# A text without the marks of one kind that it ends in. #}
{% macro without_end(text, mark) -%}
    {{ return(adapter.dispatch('without_end', 'sales_kpis')(text, mark)) }}
{%- endmacro %}

{% macro default__without_end(text, mark) -%} trim(trailing '{{ mark }}' from {{ text }}) {%- endmacro %}

{% macro snowflake__without_end(text, mark) -%} rtrim({{ text }}, '{{ mark }}') {%- endmacro %}

{% macro bigquery__without_end(text, mark) -%} rtrim({{ text }}, '{{ mark }}') {%- endmacro %}


{# The part of a text before, between or after a separator, counted from 1: '' where there are fewer, null of null. #}
{% macro text_part(text, separator, number) -%}
    {{ return(adapter.dispatch('text_part', 'sales_kpis')(text, separator, number)) }}
{%- endmacro %}

{% macro default__text_part(text, separator, number) -%} split_part({{ text }}, '{{ separator }}', {{ number }}) {%- endmacro %}

{% macro bigquery__text_part(text, separator, number) -%}
    case when {{ text }} is not null then coalesce(split({{ text }}, '{{ separator }}')[safe_ordinal({{ number }})], '') end
{%- endmacro %}


{# A text inside single quotes; the quotes in it are doubled, or escaped where a backslash is an escape. #}
{% macro text_literal(text) -%}
    {{ return(adapter.dispatch('text_literal', 'sales_kpis')(text | string)) }}
{%- endmacro %}

{% macro default__text_literal(text) -%} '{{ text.replace("'", "''") }}' {%- endmacro %}

{% macro spark__text_literal(text) -%} '{{ text.replace("\\", "\\\\").replace("'", "\\'") }}' {%- endmacro %}

{% macro bigquery__text_literal(text) -%} {{ sales_kpis.spark__text_literal(text) }} {%- endmacro %}

{% macro snowflake__text_literal(text) -%} '{{ text.replace("\\", "\\\\").replace("'", "''") }}' {%- endmacro %}

{% macro redshift__text_literal(text) -%} {{ sales_kpis.snowflake__text_literal(text) }} {%- endmacro %}
