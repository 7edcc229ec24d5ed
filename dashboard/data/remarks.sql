-- One row per dated remark on the numbers, as the build had it.
select
    first_on,
    last_on,
    kpi_id,
    scope_type,
    scope_id,
    text_en,
    text_zh
from publication.remarks
order by first_on, last_on, kpi_id, scope_type, scope_id, text_en
