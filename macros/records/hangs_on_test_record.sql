{# Whether a record hangs on a test record, directly or through the merge of what it names. #}
{% macro hangs_on_test_record(record_types) -%}
(
    {%- for record_type in record_types %}
            {{ 'or ' if not loop.first }}coalesce({{ record_type[:-1] }}.is_test_after_merge, false)
    {%- endfor %}
        )
{%- endmacro %}
