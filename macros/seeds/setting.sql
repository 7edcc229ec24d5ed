{# A number of the seed settings, to be written wherever a number may be. #}
{% macro setting(name) -%}
(select max(settings.value) from {{ ref('settings') }} as settings where settings.setting = '{{ name }}')
{%- endmacro %}
