with

record_counts as (
    select
        kpi_id,
        record_type,
        count(*) as record_count
    from {{ ref('kpi_records') }}
    group by kpi_id, record_type
),

shared_records as (
    select
        records_a.kpi_id as kpi_a,
        records_b.kpi_id as kpi_b,
        records_a.record_type,
        count(*) as record_count
    from {{ ref('kpi_records') }} as records_a
    inner join {{ ref('kpi_records') }} as records_b
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
