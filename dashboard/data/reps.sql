-- One row per rep, as a scope: the only place of names.
select
    'rep' as scope_type,
    rep_id as scope_id,
    rep_name,
    team_id,
    is_active
from dim_reps
order by team_id, rep_name nulls last
