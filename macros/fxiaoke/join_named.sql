{# The join that finds the record of a kind which a look-up names, under an alias. #}
{% macro join_named(record_type, alias, name, records='records') -%}
left join {{ ref('base_fxiaoke__record_names') }} as {{ alias }}
    on {{ alias }}.record_type = '{{ record_type }}' and lower({{ records }}.{{ name }}) = {{ alias }}.name_key
{%- endmacro %}
