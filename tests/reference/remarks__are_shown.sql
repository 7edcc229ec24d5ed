-- Remarks on a team or a rep that is not there: nobody would read them. `scope_id` takes the id, not the name.
{{ config(severity='warn', group='foundation') }}
select
    remarks.first_on,
    remarks.scope_type,
    remarks.scope_id,
    remarks.text_en
from {{ ref('remarks') }} as remarks
left join {{ ref('dim_teams') }} as teams on remarks.scope_type = 'team' and remarks.scope_id = teams.team_id
left join {{ ref('dim_reps') }} as reps on remarks.scope_type = 'rep' and remarks.scope_id = reps.rep_id
where remarks.scope_type <> 'company' and teams.team_id is null and reps.rep_id is null
