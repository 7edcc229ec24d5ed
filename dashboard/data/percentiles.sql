-- One row per rep, month and KPI that is ranked: how many of the judged reps the rep is ahead of.
with named as (
    unpivot (select rep_id, month_start, columns('.*_percentile') from rep_scorecard)
    on columns('.*_percentile')
    into name measure value percentile
)

select
    'rep' as scope_type,
    rep_id as scope_id,
    month_start,
    replace(measure, '_percentile', '') as kpi_id,
    percentile
from named
where percentile is not null
order by scope_id, month_start, kpi_id
