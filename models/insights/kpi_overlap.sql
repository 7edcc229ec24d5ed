{#- the finest kind of record that two KPIs have in common is the one that is compared -#}
{%- set record_order = "case record_type when 'session' then 1 when 'meeting' then 2 when 'naming' then 3 when 'deal' then 4"
    ~ " when 'lead' then 5 else 6 end" -%}
with

thresholds as (
    {{ thresholds(['same_records_share']) }}
),

-- drawn for tables of so many KPIs; of a number in between the next larger one is on the safe side
critical_values as (
    select *
    from {{ ref('overlap_critical_values') }}
    where
        kpi_count = (
            select min(drawn.kpi_count)
            from {{ ref('overlap_critical_values') }} as drawn
            where drawn.kpi_count >= (select count(*) from {{ ref('dim_kpis') }})
        )
),

{{ strongest_correlations(ref('kpi_overlap_lags'), 'critical_values') }},

kpi_exports as (
    select
        kpis.kpi_id,
        exports.export
    from {{ ref('dim_kpis') }} as kpis
    inner join {{ ref('dim_exports') }} as exports
        on ';' || replace(kpis.required_exports, ' ', '') || ';' like '%;' || exports.export || ';%'
),

export_counts as (
    select
        kpi_id,
        count(*) as export_count
    from kpi_exports
    group by kpi_id
),

shared_exports as (
    select
        exports_a.kpi_id as kpi_a,
        exports_b.kpi_id as kpi_b,
        count(*) as export_count
    from kpi_exports as exports_a
    inner join kpi_exports as exports_b on exports_a.export = exports_b.export
    group by exports_a.kpi_id, exports_b.kpi_id
),

comparable_records as (
    select
        kpi_a,
        kpi_b,
        record_type,
        record_count_a,
        record_count_b,
        shared_record_count,
        record_overlap,
        row_number() over (partition by kpi_a, kpi_b order by {{ record_order }}) as place
    from {{ ref('kpi_shared_records') }}
),

pairs_shared as (
    select
        correlations.*,
        coalesce(shared_exports.export_count, 0) as shared_export_count,
        counts_a.export_count + counts_b.export_count - coalesce(shared_exports.export_count, 0) as export_count,
        comparable_records.record_type,
        comparable_records.record_count_a,
        comparable_records.record_count_b,
        comparable_records.shared_record_count,
        comparable_records.record_overlap
    from strongest_correlations as correlations
    left join shared_exports
        on correlations.kpi_a = shared_exports.kpi_a and correlations.kpi_b = shared_exports.kpi_b
    left join export_counts as counts_a on correlations.kpi_a = counts_a.kpi_id
    left join export_counts as counts_b on correlations.kpi_b = counts_b.kpi_id
    left join comparable_records
        on
            correlations.kpi_a = comparable_records.kpi_a
            and correlations.kpi_b = comparable_records.kpi_b
            and comparable_records.place = 1
),

measured as (
    select
        pairs_shared.*,
        kpis_a.name_en as name_a_en,
        kpis_a.name_zh as name_a_zh,
        kpis_b.name_en as name_b_en,
        kpis_b.name_zh as name_b_zh,
        {{ safe_divide('shared_export_count', 'export_count') }} as export_overlap,
        thresholds.same_records_share
    from pairs_shared
    cross join thresholds
    inner join {{ ref('dim_kpis') }} as kpis_a on pairs_shared.kpi_a = kpis_a.kpi_id
    inner join {{ ref('dim_kpis') }} as kpis_b on pairs_shared.kpi_b = kpis_b.kpi_id
)

select
    kpi_a,
    kpi_b,
    name_a_en,
    name_a_zh,
    name_b_en,
    name_b_zh,
    cast(shared_export_count as bigint) as shared_export_count,
    cast(export_count as bigint) as export_count,
    export_overlap,
    record_type as shared_record_type,
    cast(record_count_a as bigint) as record_count_a,
    cast(record_count_b as bigint) as record_count_b,
    cast(shared_record_count as bigint) as shared_record_count,
    record_overlap,
    coalesce(record_overlap >= same_records_share, false) as is_same_records,
    cast(fewest_pair_count as bigint) as fewest_pair_count,
    case when rank_correlation is not null then lag_months end as strongest_lag_months,
    case when rank_correlation is not null then pair_count end as pair_count,
    rank_correlation,
    critical_value,
    critical_value_of_table,
    relation,
    case
        when relation = 'related' and rank_correlation > 0 then 'together'
        when relation = 'related' then 'opposite'
    end as relation_direction,
    case
        when relation = 'related' and lag_months > 0 then kpi_a
        when relation = 'related' and lag_months < 0 then kpi_b
    end as leading_kpi,
    coalesce(relation = 'related' and is_beyond_chance_in_table, false) as is_beyond_chance_in_table,
    {{ overlap_sentence('en') }} as reading_en,
    {{ overlap_sentence('zh') }} as reading_zh
from measured
