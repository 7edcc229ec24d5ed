{# Join the texts of a topic by the code in a column, as `<topic>_texts` or another name. A hook hands in the relation itself. #}
{% macro join_texts(topic, code, name=none, relation=none) -%}
{%- set name = name or topic ~ '_texts' -%}
left join {{ relation or ref('texts') }} as {{ name }} on {{ name }}.topic = '{{ topic }}' and {{ code }} = {{ name }}.code
{%- endmacro %}
