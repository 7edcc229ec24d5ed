{#
    Whether a row of test_record_rules (alias `rules`) is met by a record of an export (alias `records`). Columns are the
    export's text columns.
#}
{% macro meets_test_rule(export) -%}
rules.export = '{{ export }}'
        and (
            {%- set text_columns = [] -%}
            {%- for column in export_columns(export)
                if column[1] == dbt.type_string() and column[0] != 'unreadable_columns' -%}
                {%- do text_columns.append(column[0]) -%}
            {%- endfor %}
            {%- for column in text_columns %}
            {{ 'or ' if not loop.first }}(
                rules.{{ adapter.quote('column') }} = '{{ column }}'
                and {{ meets_rule('records.' ~ column) }}
            )
            {%- endfor %}
        )
{%- endmacro %}

{% macro meets_rule(text) -%}
case rules.operator
                    when 'equals' then lower({{ text }}) = lower(rules.value)
                    when 'contains' then {{ dbt.position("lower(rules.value)", "lower(" ~ text ~ ")") }} > 0
                    when 'starts_with' then left(lower({{ text }}), length(rules.value)) = lower(rules.value)
                    when 'ends_with' then right(lower({{ text }}), length(rules.value)) = lower(rules.value)
                end
{%- endmacro %}
