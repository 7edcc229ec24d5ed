-- Which row of each KPI and scope a scorecard for people shows, and the young cohort that it mentions beside it.
with

-- of each KPI and period type the last period that is over, and the last one whose time to mature is over too
latest as (
    select
        kpis.kpi_id,
        kpis.official_frequency,
        periods.period_type,
        max(case when periods.is_complete_period then periods.period_start end) as complete_start,
        max(
            case when {{ add_days('periods.period_end', 'kpis.maturity_days') }} <= periods.as_of_date then periods.period_start end
        ) as mature_start
    from {{ ref('dim_kpis') }} as kpis
    cross join {{ ref('dim_periods') }} as periods
    group by kpis.kpi_id, kpis.official_frequency, periods.period_type
),

-- a KPI of which no official period is over yet is shown by another one
chosen as (
    select
        latest.*,
        period_type = official_frequency as is_official,
        max(case when period_type = official_frequency and complete_start is not null then 1 else 0 end)
            over (partition by kpi_id) = 1 as has_official_period
    from latest
    where complete_start is not null
),

judged as (
    select
        kpi_rows.kpi_row_id,
        kpi_rows.kpi_id,
        kpi_rows.scope_type,
        kpi_rows.scope_id,
        kpi_rows.period_start,
        kpi_rows.period_type,
        chosen.complete_start,
        chosen.has_official_period,
        max(case when chosen.is_official then 1 else 0 end)
            over (partition by kpi_rows.kpi_id, kpi_rows.scope_type, kpi_rows.scope_id) = 1 as has_official_row,
        -- where targets are set for another frequency alone, that one decides
        row_number() over (
            partition by kpi_rows.kpi_id, kpi_rows.scope_type, kpi_rows.scope_id
            order by
                case when kpi_rows.target_status = 'no_target' then 1 else 0 end,
                case when chosen.is_official then 0 else 1 end,
                case kpi_rows.period_type when 'month' then 1 when 'quarter' then 2 when 'week' then 3 else 4 end
        ) as preference
    from {{ ref('kpi_values') }} as kpi_rows
    inner join chosen
        on
            kpi_rows.kpi_id = chosen.kpi_id
            and kpi_rows.period_type = chosen.period_type
            and kpi_rows.period_start = coalesce(chosen.mature_start, chosen.complete_start)
)

select
    judged.kpi_row_id,
    judged.kpi_id,
    judged.scope_type,
    judged.scope_id,
    young.period_start as young_period_start,
    young.kpi_value as young_value
from judged
left join {{ ref('kpi_values') }} as young
    on
        judged.kpi_id = young.kpi_id
        and judged.scope_type = young.scope_type
        and judged.scope_id = young.scope_id
        and judged.period_type = young.period_type
        and judged.complete_start = young.period_start
        and judged.period_start < young.period_start
        and young.value_status = 'immature'
-- a scope without a row in the official period is not shown by another one
where judged.preference = 1 and (judged.has_official_row or not judged.has_official_period)
