-- Dated remarks on the numbers, the latest first.
select
    remarks.first_on,
    remarks.last_on,
    coalesce(kpis.name_{language}, every_kpi.text_{language}) as kpi,
    coalesce(teams.team_name, reps.rep_name, company.text_{language}, remarks.scope_id) as scope,
    remarks.text_{language} as remark
from publication.remarks as remarks
left join dim_kpis as kpis on remarks.kpi_id = kpis.kpi_id
left join dim_teams as teams on remarks.scope_type = 'team' and remarks.scope_id = teams.team_id
left join dim_reps as reps on remarks.scope_type = 'rep' and remarks.scope_id = reps.rep_id
left join publication.texts as every_kpi on every_kpi.topic = 'digest' and every_kpi.code = 'all'
left join publication.texts as company
    on company.topic = 'scope_name' and company.code = 'company' and remarks.scope_type = 'company'
order by remarks.first_on desc, remarks.kpi_id, remarks.scope_type, remarks.scope_id, remarks.text_en
