-- The rows of one KPI: its records (rep_id, day, above, below) added up, the company in every period.
insert into kpis
with by_day as (
    select rep_id, day, sum(above) as above, sum(below) as below from RECORDS group by rep_id, day
),

by_rep as (
    select period_days.period_type, period_days.period_start, by_day.rep_id, sum(above) as above, sum(below) as below
    from by_day
    inner join period_days on by_day.day = period_days.day
    group by 1, 2, 3
),

by_scope as (
    select period_type, period_start, 'rep' as scope_type, rep_id as scope_id, above, below from by_rep
    union all
    select period_type, period_start, 'team', coalesce(team_id, 'unassigned'), sum(above), sum(below)
    from by_rep
    left join teams using (rep_id)
    group by 1, 2, 4
    union all
    select periods.period_type, periods.period_start, 'company', 'all', sum(above), sum(below)
    from periods
    left join by_rep on by_rep.period_type = periods.period_type and by_rep.period_start = periods.period_start
    group by 1, 2
)

select
    'KPI', period_type, period_start, scope_type, scope_id, coalesce(above, 0), coalesce(below, 0), cast(above as real) / nullif(below, 0)
from by_scope;
