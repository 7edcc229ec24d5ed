-- A row about a team or rep names one that there is, one about a slice a value that a record has.
select
    kpi_rows.kpi_id,
    kpi_rows.scope_type,
    kpi_rows.scope_id,
    count(*) as row_count
from {{ ref('kpi_scorecard') }} as kpi_rows
left join {{ ref('dim_teams') }} as teams on kpi_rows.scope_type = 'team' and kpi_rows.scope_id = teams.team_id
left join {{ ref('dim_reps') }} as reps on kpi_rows.scope_type = 'rep' and kpi_rows.scope_id = reps.rep_id
left join (
    select distinct
        scope_type,
        scope_id
    from {{ ref('dim_record_slices') }}
) as slices on kpi_rows.scope_type = slices.scope_type and kpi_rows.scope_id = slices.scope_id
where
    kpi_rows.scope_type <> 'company'
    and teams.team_id is null
    and reps.rep_id is null
    and slices.scope_id is null
group by kpi_rows.kpi_id, kpi_rows.scope_type, kpi_rows.scope_id
