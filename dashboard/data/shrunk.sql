-- One row per rate, rep and period: the rate drawn towards the team's, and how much the rep's own counts.
select
    kpi_id,
    period_type,
    period_start,
    'rep' as scope_type,
    rep_id as scope_id,
    raw_rate,
    shrunk_rate,
    own_weight
from rep_rates_shrunk
where kpi_id = rate_id
order by kpi_id, period_type, scope_id, period_start
