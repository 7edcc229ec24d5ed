{#
    Joins that resolve a record's references to leads, deals and accounts: each to the survivor of its merges, with the
    flags that decide whether the record is left out with a test record. `records` is the alias of the records.
#}
{% macro join_references(record_types) %}
{%- for record_type in record_types %}
    {%- set name = record_type[:-1] %}
    left join {{ ref('int_' ~ record_type) }} as named_{{ name }} on records.{{ name }}_id = named_{{ name }}.{{ name }}_id
    left join {{ ref('int_' ~ record_type) }} as {{ name }} on named_{{ name }}.survivor_id = {{ name }}.{{ name }}_id
{%- endfor %}
{%- endmacro %}
