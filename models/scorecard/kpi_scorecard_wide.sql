{%- set keys = [
    'period_type', 'period_type_en', 'period_type_zh', 'period_start', 'period_end', 'period_label', 'period_label_en',
    'period_label_zh', 'is_complete_period', 'is_latest_complete_period', 'scope_type', 'scope_type_en', 'scope_type_zh',
    'scope_id', 'scope_name_en', 'scope_name_zh', 'team_id',
] -%}
select
    {{ keys | join(',\n    ') }},
{%- for kpi_id in kpi_ids() %}
    {%- set bounds = ['target_low', 'target_high'] if kpi_id in kpi_ids('band') else ['target_value'] %}
    {%- for column in ['kpi_value'] + bounds + ['attainment', 'target_status', 'value_status'] %}
    max(case when kpi_id = '{{ kpi_id }}' then {{ column }} end) as {{ wide_column(kpi_id, column) }},
    {%- endfor %}
{%- endfor %}
    count(*) as kpi_count
from {{ ref('kpi_scorecard') }}
group by
    {{ keys | join(',\n    ') }}
