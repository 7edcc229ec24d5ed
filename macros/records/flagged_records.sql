{#
    CTEs that end in one of the export's name: its accepted records of all systems, with `is_test`, by their own flag or by
    a rule of test_record_rules. `users`: where the crosswalk itself looks its users up.
#}
{% macro flagged_records(export, users=none) %}
{%- set columns = export_columns(export) | map(attribute=0) | list %}
-- a join, because Spark takes no exists beside the columns of a union. The union stands here twice: a CTE with two readers
-- would be stored in full, and an export without rules, as activities mostly are, is not read for this at all.
test_{{ export }} as (
    select distinct records.{{ columns[0] }}
    from (
        {{ union_systems(export, users) }}
    ) as records
    inner join {{ ref('test_record_rules') }} as rules on {{ meets_test_rule(export) }}
),

{{ export }} as (
    select
        records.system_name,
        {%- for column in columns if column != 'is_test' %}
        records.{{ column }},
        {%- endfor %}
        {{ 'coalesce(records.is_test, false) or ' if 'is_test' in columns }}by_rule.{{ columns[0] }} is not null as is_test
    from (
        {{ union_systems(export, users) }}
    ) as records
    left join test_{{ export }} as by_rule on records.{{ columns[0] }} = by_rule.{{ columns[0] }}
)
{%- endmacro %}
