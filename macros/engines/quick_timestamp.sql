{#
  A timestamp as `general`, an expression, reads it from a text. Where an engine reads YYYY-MM-DDTHH:MM:SSZ, which nearly all
  systems write, faster than by a regular expression, it tries that first.
#}
{% macro quick_timestamp(text, general) -%}
    {{ return(adapter.dispatch('quick_timestamp', 'sales_kpis')(text, general)) }}
{%- endmacro %}

{% macro default__quick_timestamp(text, general) -%} {{ general }} {%- endmacro %}

{% macro duckdb__quick_timestamp(text, general) -%}
    coalesce(
            case when strlen({{ text }}) = 20 and {{ text }} >= '0001' then try_strptime({{ text }}, '%Y-%m-%dT%H:%M:%SZ') end,
            {{ general }}
        )
{%- endmacro %}
