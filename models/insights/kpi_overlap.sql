{#- the finest kind of record that two KPIs have in common is the one that is compared -#}
{%- set record_order = "case record_type when 'session' then 1 when 'meeting' then 2 when 'naming' then 3 when 'deal' then 4"
    ~ " when 'lead' then 5 else 6 end" -%}
{%- set text = dbt.type_string() -%}
with

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

-- the exports that either KPI requires; those of both come twice
required_exports as (
    select
        pairs.kpi_a,
        pairs.kpi_b,
        count(distinct exports.export) as export_count,
        count(*) - count(distinct exports.export) as shared_export_count
    from strongest_correlations as pairs
    inner join {{ ref('dim_kpis') }} as kpis on kpis.kpi_id in (pairs.kpi_a, pairs.kpi_b)
    inner join {{ ref('dim_exports') }} as exports
        on {{ is_listed('exports.export', 'kpis.required_exports') }}
    group by pairs.kpi_a, pairs.kpi_b
),

comparable_records as (
    select
        shared.*,
        row_number() over (partition by kpi_a, kpi_b order by {{ record_order }}) as place
    from {{ ref('kpi_shared_records') }} as shared
),

measured as (
    select
        pairs.*,
        kpis_a.name_en as name_a_en,
        kpis_a.name_zh as name_a_zh,
        kpis_b.name_en as name_b_en,
        kpis_b.name_zh as name_b_zh,
        exports.export_count,
        exports.shared_export_count,
        records.record_type,
        records.record_count_a,
        records.record_count_b,
        records.shared_record_count,
        records.record_overlap,
        coalesce(records.record_overlap >= {{ setting('same_records_share') }}, false) as is_same_records,
        case
            when pairs.relation = 'not_assessed' and pairs.rank_correlation is null then 'no_values'
            when pairs.relation = 'not_assessed' then 'few_months'
            when pairs.relation = 'not_related' then 'not_related'
            else
                case when pairs.rank_correlation > 0 then 'together_' else 'opposite_' end
                || case when pairs.lag_months = 0 then 'same_month' when abs(pairs.lag_months) = 1 then 'next_month' else 'later' end
        end as reading_code
    from strongest_correlations as pairs
    inner join {{ ref('dim_kpis') }} as kpis_a on pairs.kpi_a = kpis_a.kpi_id
    inner join {{ ref('dim_kpis') }} as kpis_b on pairs.kpi_b = kpis_b.kpi_id
    left join required_exports as exports on pairs.kpi_a = exports.kpi_a and pairs.kpi_b = exports.kpi_b
    left join comparable_records as records
        on pairs.kpi_a = records.kpi_a and pairs.kpi_b = records.kpi_b and records.place = 1
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
    {{ safe_divide('shared_export_count', 'export_count') }} as export_overlap,
    record_type as shared_record_type,
    cast(record_count_a as bigint) as record_count_a,
    cast(record_count_b as bigint) as record_count_b,
    cast(shared_record_count as bigint) as shared_record_count,
    record_overlap,
    is_same_records,
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
    {%- for language in ['en', 'zh'] %}
    {{ filled_text(
        ['overlap_texts.text', 'chance_texts.text', 'records_texts.text'],
        {
            'first': 'case when lag_months < 0 then name_b_' ~ language ~ ' else name_a_' ~ language ~ ' end',
            'second': 'case when lag_months < 0 then name_a_' ~ language ~ ' else name_b_' ~ language ~ ' end',
            'lag': 'cast(abs(lag_months) as ' ~ text ~ ')',
            'rho': 'cast(cast(rank_correlation as decimal(9, 2)) as ' ~ text ~ ')',
            'limit': 'cast(cast(critical_value as decimal(9, 2)) as ' ~ text ~ ')',
            'pairs': 'cast(pair_count as ' ~ text ~ ')',
            'fewest': 'cast(fewest_pair_count as ' ~ text ~ ')',
        },
        language,
    ) }} as reading_{{ language }}{{ ',' if not loop.last }}
    {%- endfor %}
from measured
{{ join_texts('overlap', 'reading_code') }}
{{ join_texts('overlap', "case when relation = 'related' and not is_beyond_chance_in_table then 'by_chance' end", 'chance_texts') }}
{{ join_texts('overlap', "case when relation = 'related' and is_same_records then 'same_records' end", 'records_texts') }}
