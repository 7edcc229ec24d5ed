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

deal_leads as (
    select
        deal_id,
        min(lead_id) as lead_id
    from {{ ref('fct_lead_deals') }}
    group by deal_id
),

-- where the company of a lead, a meeting or a session is known, it is that of the account
named as (
    select
        records.*,
        leads.source,
        coalesce(records.lead_id, deals.lead_id) as known_lead_id,
        coalesce(records.customer_id, meeting_accounts.customer_id, lead_accounts.customer_id) as known_customer_id,
        coalesce(later_system.url_pattern, case when later_system.export is null then first_system.url_pattern end) as url_pattern,
        substr(records.record_id, 1 + length(coalesce(later_system.id_prefix, ''))) as id_in_system
    from placed as records
    inner join {{ ref('dim_kpis') }} as kpis on records.kpi_id = kpis.kpi_id and kpis.has_required_exports
    left join deal_leads as deals on records.export = 'deals' and records.record_id = deals.deal_id
    left join {{ ref('fct_meetings') }} as meetings
        on records.export = 'meetings' and records.record_id = meetings.chain_id and meetings.is_counted_instance
    left join {{ ref('fct_leads') }} as leads on coalesce(records.lead_id, deals.lead_id) = leads.lead_id
    left join {{ ref('dim_accounts') }} as meeting_accounts on meetings.account_id = meeting_accounts.account_id
    left join {{ ref('dim_accounts') }} as lead_accounts on leads.account_id = lead_accounts.account_id
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
        customers.customer_name,
        customers.segment,
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
    left join {{ ref('dim_customers') }} as customers on named.known_customer_id = customers.customer_id
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
