-- One row per team, and one for what has none.
select
    team_id,
    coalesce(team_name, team_id) as team_name,
    rep_count
from dim_teams
