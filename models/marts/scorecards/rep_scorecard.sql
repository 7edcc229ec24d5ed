{%- set ids = kpi_ids(of_reps=true) -%}
with

rep_months as (
    select *
    from {{ ref('kpi_scorecard') }}
    where scope_type = 'rep' and period_type = 'month'
),

pivoted as (
    select
        scope_id as rep_id,
        period_start as month_start,
        max(period_end) as month_end,
        max(case when is_complete_period then 1 else 0 end) = 1 as is_complete_period,
        {%- for kpi_id in ids %}
        max(case when kpi_id = '{{ kpi_id }}' then kpi_value end) as {{ kpi_id }},
        max(case when kpi_id = '{{ kpi_id }}' then target_status end) as {{ kpi_id }}_status,
        {%- endfor %}
        count(case when target_status = 'on_target' then 1 end) as on_target_count,
        count(case when target_status = 'at_risk' then 1 end) as at_risk_count,
        count(case when target_status = 'off_target' then 1 end) as off_target_count
    from rep_months
    group by scope_id, period_start
)

select
    md5(pivoted.rep_id || '|' || cast(pivoted.month_start as {{ dbt.type_string() }})) as rep_month_id,
    pivoted.rep_id,
    coalesce(reps.team_id, 'unassigned') as team_id,
    pivoted.month_start,
    pivoted.month_end,
    pivoted.is_complete_period,
    {%- for kpi_id in ids %}
    pivoted.{{ kpi_id }},
    pivoted.{{ kpi_id }}_status,
    {%- endfor %}
    pivoted.on_target_count,
    pivoted.at_risk_count,
    pivoted.off_target_count
from pivoted
left join {{ ref('dim_reps') }} as reps on pivoted.rep_id = reps.rep_id
