{#
    Joins of a record's references to leads, deals and accounts with the crosswalk, which knows the survivor of each and
    whether what hangs on it is left out. `records` is the alias of the records.
#}
{% macro join_references(record_types) %}
{%- for record_type in record_types %}
    {%- set name = record_type[:-1] %}
    left join {{ ref('int_crosswalk') }} as {{ name }}
        on {{ name }}.record_type = '{{ record_type }}' and records.{{ name }}_id = {{ name }}.record_id
{%- endfor %}
{%- endmacro %}
