-- Two targets for one KPI, scope and period type on the same day: the later one holds, and the former ends before it.
{{ config(severity='warn') }}
with targets as (
    select
        kpi_id,
        scope_type,
        scope_id,
        period_type,
        valid_from,
        coalesce(valid_to, cast('9999-12-31' as date)) as valid_to,
        row_number() over (
            partition by kpi_id, scope_type, scope_id, period_type
            order by valid_from, valid_to
        ) as position
    from {{ ref('kpi_targets') }}
)

select
    earlier.kpi_id,
    earlier.scope_type,
    earlier.scope_id,
    earlier.period_type,
    earlier.valid_from,
    later.valid_from as overlaps_from
from targets as earlier
inner join targets as later
    on
        earlier.kpi_id = later.kpi_id
        and earlier.scope_type = later.scope_type
        and earlier.scope_id = later.scope_id
        and earlier.period_type = later.period_type
        and earlier.position < later.position
        and earlier.valid_to >= later.valid_from
