{# A sentence of source_check_texts with its numbers: {measured}, {expected}, {observed}, {sample}, {column} and {example}. #}
{% macro filled_text(template) -%}
    {%- set values = {
        'measured': "coalesce(measured, '-')", 'expected': "coalesce(expected, '-')",
        'observed': 'cast(observed_count as ' ~ dbt.type_string() ~ ')',
        'sample': 'cast(sample_size as ' ~ dbt.type_string() ~ ')', 'column': "coalesce(column_name, '-')",
        'example': "coalesce(example, '-')",
    } -%}
    {%- set ns = namespace(text=template) -%}
    {%- for name, value in values.items() -%}
        {%- set ns.text = 'replace(' ~ ns.text ~ ", '{" ~ name ~ "}', " ~ value ~ ')' -%}
    {%- endfor -%}
    {{ ns.text }}
{%- endmacro %}
