{#
    What a person is called whose name is in parts: where both are Han or Hangul, the family name first and without a
    blank; else as the system writes the whole; else the parts put together.
#}
{% macro person_name(whole, given, family) -%}
coalesce(
        case when {{ is_east_asian(given) }} and {{ is_east_asian(family) }} then {{ family }} || {{ given }} end,
        {{ written_name(whole, given, family) }}
    )
{%- endmacro %}


{# Whether a text is of Han characters (all blocks, with 々 and 〇) or Hangul syllables alone. #}
{% macro is_east_asian(text) -%}
    {%- set letters = '\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3\U00020000-\U0003fffd' -%}
    {{ sales_kpis.matches(text, '^[' ~ letters ~ ']+$') }}
{%- endmacro %}
