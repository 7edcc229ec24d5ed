-- One row per rep, and one for what has no owner.
select
    rep_id,
    coalesce(rep_name, rep_id) as rep_name,
    team_id,
    is_active
from dim_reps
