-- One row per record and the number that it is behind, the newest periods first up to 400,000 rows of the table: what it adds to each KPI as
-- `kpi reason numerator denominator counts`, one after another. A record that counts by its day has no period.
-- `v` stands for the record's own value.
with

days as (
    select
        period_start,
        count(*) as row_count
    from kpi_drillthrough
    group by period_start
),

totals as (
    select
        period_start,
        sum(row_count) over (order by period_start desc) as total
    from days
),

held as (
    select case when max(total) > 400000 then coalesce(min(case when total <= 400000 then period_start end), max(period_start)) end as held_from
    from totals
),

added as (
    select distinct
        records.export,
        records.record_id,
        case when records.export <> 'leads' then records.lead_id end as lead_id,
        case when records.export <> 'accounts' then records.customer_id end as customer_id,
        records.customer_name,
        records.rep_id,
        records.team_id,
        records.counted_on,
        case when records.counted_on is null then records.period_type end as period_type,
        case when records.counted_on is null then records.period_start end as period_start,
        records.source,
        records.segment,
        records.record_value,
        records.record_unit,
        records.movement,
        records.mrr_change,
        replace(records.record_url, records.record_id, '{id}') as record_url,
        held.held_from,
        records.kpi_id || ' ' || records.reason || ' '
        || case
            when records.numerator is null then '-'
            when records.numerator = records.record_value then 'v'
            else cast(records.numerator as varchar)
        end || ' ' || coalesce(cast(records.denominator as varchar), '-') || ' ' || cast(records.is_counted as integer) as adds
    from kpi_drillthrough as records
    cross join held
    where held.held_from is null or records.period_start >= held.held_from
)

select
    'rep' as scope_type,
    rep_id as scope_id,
    team_id,
    export,
    record_id,
    lead_id,
    customer_id,
    customer_name,
    counted_on,
    period_type,
    period_start,
    source,
    segment,
    record_value,
    record_unit,
    movement,
    mrr_change,
    record_url,
    held_from,
    string_agg(adds, ';' order by adds) as adds
from added
group by all
order by export, period_type, period_start, counted_on, record_id, record_unit, record_value, adds
