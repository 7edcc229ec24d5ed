with

records as (
    select * from {{ ref('int_leads_unified') }}
),

flagged as (
    select
        records.*,
        coalesce(records.is_test, false) or {{ is_test_record('leads') }} as is_test_lead
    from records
)

select
    flagged.lead_id,
    coalesce(survivors.survivor_id, flagged.lead_id) as survivor_id,
    flagged.owner_id,
    flagged.account_id,
    flagged.deal_id,
    flagged.origin,
    flagged.source,
    flagged.status,
    flagged.created_at,
    flagged.inquiry_at,
    flagged.qualified_at,
    flagged.disqualified_at,
    flagged.converted_at,
    flagged.is_test_lead as is_test,
    case
        when survivors.survivor_id is not null then 'merged'
        when flagged.is_deleted then 'deleted'
        when flagged.is_test_lead then 'test'
    end as left_out_reason,
    coalesce(flagged.is_deleted, false) as is_deleted,
    flagged.unreadable_columns
from flagged
left join {{ ref('int_survivors') }} as survivors
    on survivors.record_type = 'leads' and flagged.lead_id = survivors.record_id
