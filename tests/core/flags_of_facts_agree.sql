-- Flags that say more imply those that say less, and a chain of meetings is told by one instance.
select
    'fct_activities' as model,
    activity_id as record_id
from {{ ref('fct_activities') }}
where (is_touch and not is_human_contact) or (is_human_contact and not is_outbound_contact)

union all

select
    'fct_meetings' as model,
    chain_id as record_id
from {{ ref('fct_meetings') }}
group by chain_id
having count(case when is_latest_instance then 1 end) <> max(case when invited_at is null then 0 else 1 end)

union all

select
    'fct_lead_responses' as model,
    lead_id as record_id
from {{ ref('fct_lead_responses') }}
where
    is_answered <> (answered_at is not null)
    or (is_answered and not is_day_only) <> (business_minutes is not null)
    or (is_day_only and (not is_answered or has_24_hours_passed))
    or (has_24_hours_passed and not has_1_hour_passed)
    or (has_1_hour_passed and not has_5_min_passed)

union all

select
    'fct_subscriptions' as model,
    subscription_id as record_id
from {{ ref('fct_subscriptions') }}
where is_paid and is_mrr_unusable

union all

select
    'dim_exports' as model,
    export as record_id
from {{ ref('dim_exports') }}
where raw_row_count <> accepted_row_count + rejected_row_count
