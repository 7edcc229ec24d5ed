with

reported as (
    select *
    from {{ ref('reported_records') }}
    where history_name = '{{ reporting_history() }}'
),

closed as (
    select distinct
        reported.kpi_id,
        reported.period_type,
        reported.period_start
    from reported
    inner join {{ ref('kpi_scorecard') }} as scorecard
        on
            reported.kpi_id = scorecard.kpi_id
            and reported.period_type = scorecard.period_type
            and reported.period_start = scorecard.period_start
            and scorecard.scope_type = 'company'
    where scorecard.is_complete_period and scorecard.is_mature
),

changes as (
    select
        kpi_id,
        period_type,
        period_start,
        record_id,
        coalesce(present.export, first_reported.export) as export,
        case
            when first_reported.export is null then 'added'
            when present.export is null then 'removed'
            else 'changed'
        end as change,
        first_reported.numerator_amount as first_numerator_amount,
        first_reported.denominator_amount as first_denominator_amount,
        present.numerator_amount,
        present.denominator_amount
    from {{ ref('kpi_period_records') }} as present
    full outer join reported as first_reported using (kpi_id, period_type, period_start, record_id)
    inner join closed using (kpi_id, period_type, period_start)
    where
        {{ differs('present.numerator_amount', 'first_reported.numerator_amount') }}
        or {{ differs('present.denominator_amount', 'first_reported.denominator_amount') }}
),

-- records that took over others of the same period
survivors as (
    select distinct
        changes.kpi_id,
        changes.period_type,
        changes.period_start,
        left_out.survivor_id
    from changes
    inner join {{ ref('dim_left_out_records') }} as left_out
        on changes.export = left_out.export and changes.record_id = left_out.record_id
    where left_out.left_out_reason = 'merged'
),

known as (
    select 'leads' as export, lead_id as record_id from {{ ref('fct_leads') }}
    {{ union_distinct() }}
    select 'deals', deal_id from {{ ref('fct_deals') }}
    {{ union_distinct() }}
    select 'meetings', chain_id from {{ ref('fct_meetings') }}
    {{ union_distinct() }}
    select 'presentation_sessions', session_id from {{ ref('fct_presentation_sessions') }}
    {{ union_distinct() }}
    select 'accounts', account_id from {{ ref('dim_accounts') }}
    {{ union_distinct() }}
    select 'accounts', customer_id from {{ ref('dim_customers') }}
),

elsewhere as (
    select distinct
        kpi_id,
        record_id
    from reported
),

explained as (
    select
        changes.*,
        case
            when left_out.left_out_reason in ('merged', 'deleted') then left_out.left_out_reason
            when left_out.left_out_reason is not null then 'changed'
            when survivors.survivor_id is not null then 'merged'
            when changes.change = 'removed' and known.record_id is null then 'deleted'
            when changes.change = 'removed' and deals.outcome = 'open' then 'reopened'
            when changes.change = 'added' and elsewhere.record_id is null then 'late'
            else 'changed'
        end as reason
    from changes
    left join {{ ref('dim_left_out_records') }} as left_out
        on changes.export = left_out.export and changes.record_id = left_out.record_id
    left join survivors
        on
            changes.kpi_id = survivors.kpi_id
            and changes.period_type = survivors.period_type
            and changes.period_start = survivors.period_start
            and changes.record_id = survivors.survivor_id
    left join known on changes.export = known.export and changes.record_id = known.record_id
    left join {{ ref('fct_deals') }} as deals on changes.export = 'deals' and changes.record_id = deals.deal_id
    left join elsewhere on changes.kpi_id = elsewhere.kpi_id and changes.record_id = elsewhere.record_id
)

select
    explained.kpi_id,
    explained.period_type,
    explained.period_start,
    explained.export,
    explained.record_id,
    explained.change,
    explained.reason,
    restated_texts.text_en as reason_en,
    restated_texts.text_zh as reason_zh,
    explained.first_numerator_amount,
    explained.first_denominator_amount,
    explained.numerator_amount,
    explained.denominator_amount
from explained
{{ join_texts('restated', 'explained.reason') }}
