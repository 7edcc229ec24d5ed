{# Join what period_label fills: the form of the label and the name of the month. A fiscal year has forms of its own. #}
{% macro join_period_texts(period_type, period_start, relation=none) -%}
{%- set label = "case when " ~ period_type ~ " in ('quarter', 'year') then 'fiscal_' else '' end || " ~ period_type -%}
{{ join_texts('period_label', label if variable('fiscal_year_start_month') > 1 else period_type, relation=relation) }}
{{ join_texts('month', 'cast(cast(extract(month from ' ~ period_start ~ ') as integer) as ' ~ dbt.type_string() ~ ')', relation=relation) }}
{%- endmacro %}
