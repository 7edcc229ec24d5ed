{# What a public table shows of an id of an export: as public_text, but a long number is no telephone. #}
{% macro public_id(id) -%} {{ sales_kpis.public_text(id, is_id=true) }} {%- endmacro %}
