-- Every check of every export.
select
    checks.export as export,
    checks.name_{language} as check_name,
    coalesce(statuses.text_{language}, checks.status) as status,
    checks.sample_size as sample,
    checks.message_{language} as remark,
    checks.kpis_hit as kpis
from source_health as checks
left join publication.texts as statuses on statuses.topic = 'check' and checks.status = statuses.code
order by checks.export, checks.check_id, checks.column_name
