{{ config(materialized='view') }}
-- The records behind every number, one by one: a view, because they are those of kpi_records once more for each kind of period.
with

-- a record that counts by its day is in a week, a month, a quarter and a year; one that counts by period has its own
placed as (
    select
        records.*,
        days.period_type as placed_type,
        days.period_start as placed_start
    from {{ ref('kpi_records') }} as records
    inner join {{ ref('dim_period_days') }} as days on records.counted_on = days.date_day

    union all

    select
        records.*,
        records.period_type as placed_type,
        records.period_start as placed_start
    from {{ ref('kpi_records') }} as records
    where records.period_type is not null
),

named as (
    select
        records.*,
        traits.source,
        traits.segment,
        traits.customer_name,
        coalesce(records.lead_id, traits.lead_id) as known_lead_id,
        coalesce(records.customer_id, traits.customer_id) as known_customer_id,
        coalesce(later_system.url_pattern, case when later_system.export is null then first_system.url_pattern end) as url_pattern,
        substr(records.record_id, 1 + length(coalesce(later_system.id_prefix, ''))) as id_in_system
    from placed as records
    inner join {{ ref('dim_kpis') }} as kpis on records.kpi_id = kpis.kpi_id and kpis.has_required_exports
    left join {{ ref('dim_record_traits') }} as traits
        on records.export = traits.export and records.record_id = traits.record_id
    left join {{ ref('dim_record_links') }} as first_system
        on records.export = first_system.export and first_system.id_prefix = ''
    left join {{ ref('dim_record_links') }} as later_system
        on
            records.export = later_system.export
            and later_system.id_prefix <> ''
            and substr(records.record_id, 1, length(later_system.id_prefix)) = later_system.id_prefix
),

moved as (
    select
        named.*,
        case
            when periods.is_new and not periods.is_active_at_end then 'came_and_went'
            when periods.is_new then 'new'
            when periods.is_reactivated then 'reactivated'
            when periods.is_churned then 'churned'
            when periods.expansion_mrr > 0 then 'expanded'
            when periods.contraction_mrr < 0 then 'contracted'
            when periods.customer_id is not null then 'unchanged'
        end as movement,
        periods.new_mrr + periods.reactivation_mrr + periods.expansion_mrr + periods.contraction_mrr + periods.churn_mrr as mrr_change
    from named
    left join {{ ref('fct_customer_periods') }} as periods
        on
            named.period_type = periods.period_type
            and named.period_start = periods.period_start
            and named.customer_id = periods.customer_id
)

select
    moved.kpi_id,
    moved.placed_type as period_type,
    moved.placed_start as period_start,
    moved.export,
    moved.record_id,
    moved.known_lead_id as lead_id,
    moved.known_customer_id as customer_id,
    moved.customer_name,
    moved.rep_id,
    moved.team_id,
    moved.counted_on,
    moved.source,
    moved.segment,
    moved.numerator,
    moved.denominator,
    cast(moved.units as bigint) as units,
    moved.is_counted,
    moved.is_unknown,
    moved.reason,
    record_reason_texts.text_en as reason_en,
    record_reason_texts.text_zh as reason_zh,
    moved.record_value,
    moved.record_unit,
    moved.movement,
    moved.mrr_change,
    -- an id that is none of the CRM's own leads nowhere: a digest, or one that the importer has made of a name
    case
        when {{ matches('moved.id_in_system', '^[A-Za-z0-9_.-]+$') }}
            then replace(moved.url_pattern, '{id}', moved.id_in_system)
    end as record_url
from moved
{{ join_texts('record_reason', 'moved.reason') }}
