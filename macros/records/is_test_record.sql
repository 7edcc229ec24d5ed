{#
    Whether a record of an export meets a rule of test_record_rules. Columns are the export's text columns;
    `records` is their alias in the query.
#}
{% macro is_test_record(export, records='records') -%}
exists (
    select 1
    from {{ ref('test_record_rules') }} as rules
    where
        rules.export = '{{ export }}'
        and (
            {%- set text_columns = [] -%}
            {%- for column in export_columns(export)
                if column[1] == dbt.type_string() and column[0] != 'unreadable_columns' -%}
                {%- do text_columns.append(column[0]) -%}
            {%- endfor %}
            {%- for column in text_columns %}
            {{ 'or ' if not loop.first }}(
                rules.{{ rule_column() }} = '{{ column }}'
                and {{ meets_rule(records ~ '.' ~ column) }}
            )
            {%- endfor %}
        )
)
{%- endmacro %}

{% macro rule_column() -%} {{ adapter.quote('column') }} {%- endmacro %}

{% macro meets_rule(text) -%}
case rules.operator
                    when 'equals' then lower({{ text }}) = lower(rules.value)
                    when 'contains' then {{ dbt.position("lower(rules.value)", "lower(" ~ text ~ ")") }} > 0
                    when 'starts_with' then left(lower({{ text }}), length(rules.value)) = lower(rules.value)
                    when 'ends_with' then right(lower({{ text }}), length(rules.value)) = lower(rules.value)
                end
{%- endmacro %}
