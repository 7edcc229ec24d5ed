-- Every check of every export.
select
    checks.export as export,
    checks.name_{language} as check_name,
    checks.status as check_status,
    checks.sample_size as sample,
    checks.message_{language} as remark,
    checks.kpis_hit as kpis
from source_health as checks
order by checks.export, checks.check_id, checks.column_name
