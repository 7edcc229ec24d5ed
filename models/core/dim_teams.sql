with

named as (
    select
        team_id,
        max(team_name) as team_name
    from {{ ref('int_users') }}
    where left_out_reason is null and team_id is not null
    group by team_id
)

select
    reps.team_id,
    max(named.team_name) as team_name,
    count(*) as rep_count
from {{ ref('dim_reps') }} as reps
left join named on reps.team_id = named.team_id
group by reps.team_id
