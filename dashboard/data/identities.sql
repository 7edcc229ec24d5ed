-- One row per identity, period type and scope: in how many periods it holds.
select
    identity_id,
    identity_en,
    identity_zh,
    period_type,
    scope_type,
    scope_id,
    count(*) as period_count,
    count(*) filter (where status = 'holds') as holds_count,
    count(*) filter (where status = 'broken') as broken_count,
    count(*) filter (where status = 'apart') as apart_count,
    count(*) filter (where status = 'not_assessed') as not_assessed_count,
    max(abs(residual)) filter (where status in ('holds', 'broken', 'apart')) as largest_residual
from kpi_identities
group by all
order by scope_type, scope_id, identity_id, period_type
