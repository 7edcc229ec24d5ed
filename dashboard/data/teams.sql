-- One row per team, as a scope.
select
    'team' as scope_type,
    team_id as scope_id,
    team_name,
    rep_count
from dim_teams
order by team_id = 'unassigned', team_name
