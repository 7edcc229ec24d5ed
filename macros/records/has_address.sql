{# Whether a text has an e-mail address or a link in it. #}
{% macro has_address(text) -%}
    ({{ text }} like '%@%' or {{ text }} like '%://%')
{%- endmacro %}
