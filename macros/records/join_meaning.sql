{#
  Joins what value_mappings says of a text, in any case, as `<name>.meaning`: null where it says nothing.
  `system` and `field` are those of the seed.
#}
{% macro join_meaning(name, system, field, text) -%}
left join {{ ref('value_mappings') }} as {{ name }}
    on {{ name }}.system = '{{ system }}' and {{ name }}.field = '{{ field }}' and lower({{ text }}) = lower({{ name }}.value)
{%- endmacro %}
