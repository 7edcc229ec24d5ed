with

-- each record that a month of the company counts, with its lead and its customer, so that KPIs of different records can be compared
counted as (
    select
        records.kpi_id,
        records.export,
        records.record_id,
        records.lead_id,
        records.customer_id
    from {{ ref('kpi_records') }} as records
    inner join {{ ref('dim_kpis') }} as kpis on records.kpi_id = kpis.kpi_id
    left join {{ ref('dim_period_days') }} as days on days.period_type = 'month' and records.counted_on = days.date_day
    where kpis.has_required_exports and records.is_counted and (days.date_day is not null or records.period_type = 'month')
),

records as (
    select distinct
        kpi_id,
        case export
            when 'deals' then 'deal'
            when 'meetings' then 'meeting'
            when 'presentation_sessions' then 'session'
            when 'survey_responses' then 'naming'
        end as record_type,
        record_id
    from counted
    where export not in ('leads', 'accounts')

    union all

    select distinct
        kpi_id,
        'customer' as record_type,
        customer_id as record_id
    from counted
    where customer_id is not null

    union all

    select distinct
        counted.kpi_id,
        'lead' as record_type,
        coalesce(counted.lead_id, lead_deals.lead_id) as record_id
    from counted
    left join {{ ref('fct_lead_deals') }} as lead_deals on counted.export = 'deals' and counted.record_id = lead_deals.deal_id
    where counted.lead_id is not null or lead_deals.lead_id is not null
),

record_counts as (
    select
        kpi_id,
        record_type,
        count(*) as record_count
    from records
    group by kpi_id, record_type
),

shared_records as (
    select
        records_a.kpi_id as kpi_a,
        records_b.kpi_id as kpi_b,
        records_a.record_type,
        count(*) as record_count
    from records as records_a
    inner join records as records_b
        on records_a.record_type = records_b.record_type and records_a.record_id = records_b.record_id
    group by records_a.kpi_id, records_b.kpi_id, records_a.record_type
),

compared as (
    select
        counts_a.kpi_id as kpi_a,
        counts_b.kpi_id as kpi_b,
        counts_a.record_type,
        counts_a.record_count as record_count_a,
        counts_b.record_count as record_count_b,
        coalesce(shared_records.record_count, 0) as shared_record_count
    from record_counts as counts_a
    inner join record_counts as counts_b
        on
            counts_a.record_type = counts_b.record_type
            and {{ bytewise('counts_a.kpi_id') }} < {{ bytewise('counts_b.kpi_id') }}
    left join shared_records
        on
            counts_a.kpi_id = shared_records.kpi_a
            and counts_b.kpi_id = shared_records.kpi_b
            and counts_a.record_type = shared_records.record_type
)

select
    kpi_a,
    kpi_b,
    record_type,
    cast(record_count_a as bigint) as record_count_a,
    cast(record_count_b as bigint) as record_count_b,
    cast(shared_record_count as bigint) as shared_record_count,
    {{ safe_divide('shared_record_count', '(record_count_a + record_count_b - shared_record_count)') }} as record_overlap
from compared
