{# Schemas carry their own names (raw, reference, staging, intermediate); marts are in the target's schema. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ target.schema if custom_schema_name is none else custom_schema_name | trim }}
{%- endmacro %}
