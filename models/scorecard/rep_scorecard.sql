{%- set ids = kpi_ids(without='company_only') -%}
with

rep_months as (
    select *
    from {{ ref('kpi_scorecard') }}
    where scope_type = 'rep' and period_type = 'month'
),

-- where a rep is among the reps of the month whose value can be judged; 1 is the best
goodness as (
    select
        kpi_id,
        period_start,
        scope_id,
        case direction when 'higher' then kpi_value when 'lower' then -kpi_value else attainment end as goodness
    from rep_months
    where value_status in ('ok', 'capped') and scope_id <> 'unassigned'
),

ranked as (
    select
        kpi_id,
        period_start,
        scope_id,
        percent_rank() over (partition by kpi_id, period_start order by goodness) as percentile,
        count(*) over (partition by kpi_id, period_start) as ranked_reps
    from goodness
    where goodness is not null
),

team_months as (
    select
        kpi_id,
        period_start,
        scope_id,
        kpi_value
    from {{ ref('kpi_scorecard') }}
    where scope_type = 'team' and period_type = 'month'
),

compared as (
    select
        rep_months.*,
        case
            when ranked.ranked_reps >= {{ setting('percentile_min_reps') }} then ranked.percentile
        end as percentile,
        team_months.kpi_value as team_value
    from rep_months
    left join {{ ref('dim_reps') }} as reps on rep_months.scope_id = reps.rep_id
    left join ranked
        on
            rep_months.kpi_id = ranked.kpi_id
            and rep_months.period_start = ranked.period_start
            and rep_months.scope_id = ranked.scope_id
    left join team_months
        on
            rep_months.kpi_id = team_months.kpi_id
            and rep_months.period_start = team_months.period_start
            and coalesce(reps.team_id, 'unassigned') = team_months.scope_id
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
        {%- if kpi_id in kpi_ids('band') %}
        max(case when kpi_id = '{{ kpi_id }}' then target_low end) as {{ kpi_id }}_target_low,
        max(case when kpi_id = '{{ kpi_id }}' then target_high end) as {{ kpi_id }}_target_high,
        {%- else %}
        max(case when kpi_id = '{{ kpi_id }}' then target_value end) as {{ kpi_id }}_target,
        {%- endif %}
        max(case when kpi_id = '{{ kpi_id }}' then percentile end) as {{ kpi_id }}_percentile,
        max(case when kpi_id = '{{ kpi_id }}' then team_value end) as {{ kpi_id }}_team_value,
        {%- endfor %}
        count(case when target_status = 'on_target' then 1 end) as on_target_count,
        count(case when target_status = 'at_risk' then 1 end) as at_risk_count,
        count(case when target_status = 'off_target' then 1 end) as off_target_count
    from compared
    group by scope_id, period_start
)

select
    {{ digest(['pivoted.rep_id', 'cast(pivoted.month_start as ' ~ dbt.type_string() ~ ')']) }} as rep_month_id,
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
    pivoted.off_target_count,
    {%- for kpi_id in ids %}
    {%- if kpi_id in kpi_ids('band') %}
    pivoted.{{ kpi_id }}_target_low,
    pivoted.{{ kpi_id }}_target_high,
    {%- else %}
    pivoted.{{ kpi_id }}_target,
    {%- endif %}
    pivoted.{{ kpi_id }}_percentile,
    pivoted.{{ kpi_id }}_team_value{{ ',' if not loop.last }}
    {%- endfor %}
from pivoted
left join {{ ref('dim_reps') }} as reps on pivoted.rep_id = reps.rep_id
