-- Putting the KPIs side by side loses none: as many rows, and as many of each judgement, as the long table has.
with

long_rows as (
    select
        scope_id as rep_id,
        period_start as month_start,
        count(case when target_status = 'on_target' then 1 end) as on_target_count,
        count(case when target_status = 'at_risk' then 1 end) as at_risk_count,
        count(case when target_status = 'off_target' then 1 end) as off_target_count,
        count(case when target_status in ('on_target', 'at_risk', 'off_target') then 1 end) as judged_count
    from {{ ref('kpi_scorecard') }}
    where scope_type = 'rep' and period_type = 'month'
    group by scope_id, period_start
)

select
    coalesce(long_rows.rep_id, wide_rows.rep_id) as rep_id,
    coalesce(long_rows.month_start, wide_rows.month_start) as month_start,
    long_rows.judged_count
from long_rows
full outer join {{ ref('rep_scorecard') }} as wide_rows
    on long_rows.rep_id = wide_rows.rep_id and long_rows.month_start = wide_rows.month_start
where
    long_rows.rep_id is null
    or wide_rows.rep_id is null
    or long_rows.on_target_count <> wide_rows.on_target_count
    or long_rows.at_risk_count <> wide_rows.at_risk_count
    or long_rows.off_target_count <> wide_rows.off_target_count
