{# Whether a record hangs on a test record, directly or through the merge of what it names. #}
{% macro hangs_on_test_record(record_types) -%}
(
    {%- for record_type in record_types %}
    {%- set name = record_type[:-1] %}
            {{ 'or ' if not loop.first }}coalesce(named_{{ name }}.is_test, false)
            or coalesce({{ name }}.is_test, false)
    {%- endfor %}
        )
{%- endmacro %}
