{#
    Joins of a record's references to leads, deals and accounts with the crosswalk, which knows the survivor of each and
    whether what hangs on it is left out. `records` is the alias of the records. Of whom the crosswalk says nothing but the
    id itself need not be looked up: what is joined stays small, however many records there are.
#}
{% macro join_references(record_types) %}
{%- for record_type in record_types %}
    {%- set name = record_type[:-1] %}
    left join (
        select record_id, survivor_id, customer_id, is_test_after_merge
        from {{ ref('int_crosswalk') }}
        where
            record_type = '{{ record_type }}'
            and (survivor_id <> record_id or customer_id <> record_id or is_test_after_merge)
    ) as {{ name }}
        on records.{{ name }}_id = {{ name }}.record_id
{%- endfor %}
{%- endmacro %}
