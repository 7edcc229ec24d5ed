{# Text that compares byte by byte: PostgreSQL would follow the database's collation. #}
{% macro bytewise(text) -%}
    {{ return(adapter.dispatch('bytewise', 'sales_kpis')(text)) }}
{%- endmacro %}

{% macro default__bytewise(text) -%} {{ text }} {%- endmacro %}

{% macro postgres__bytewise(text) -%} ({{ text }} collate "C") {%- endmacro %}

{# It knows no collation "C", and compares byte by byte without one. #}
{% macro redshift__bytewise(text) -%} {{ text }} {%- endmacro %}
