{# The MD5 digest of some texts with | between them, as 32 hexadecimal digits. #}
{% macro digest(texts) -%}
    {{ return(adapter.dispatch('digest', 'sales_kpis')(texts | join(" || '|' || "))) }}
{%- endmacro %}

{% macro default__digest(text) -%} md5({{ text }}) {%- endmacro %}

{% macro bigquery__digest(text) -%} to_hex(md5({{ text }})) {%- endmacro %}
