with

unified as (
    select * from {{ ref('int_deals_unified') }}
),

-- a deal's own test flag is settled before what hangs on its lead and account, so that it reaches one step only
records as (
    select
        unified.*,
        coalesce(unified.is_test, false) or {{ is_test_record('deals', 'unified') }} as is_test_deal
    from unified
),

-- a lead may name its deal where the deal does not name its lead; both ids of a merged deal count
deals_of_test_leads as (
    select distinct named.survivor_id as deal_survivor_id, leads.deal_id
    from {{ ref('int_leads') }} as leads
    inner join (
        select records.deal_id, coalesce(survivors.survivor_id, records.deal_id) as survivor_id
        from records
        left join {{ ref('int_survivors') }} as survivors
            on survivors.record_type = 'deals' and records.deal_id = survivors.record_id
    ) as named on leads.deal_id = named.deal_id
    where leads.is_test
)

select
    records.deal_id,
    coalesce(survivors.survivor_id, records.deal_id) as survivor_id,
    {{ survivor_of('account') }} as account_id,
    {{ survivor_of('lead') }} as lead_id,
    records.owner_id,
    records.created_at,
    records.closed_at,
    records.outcome,
    records.deal_type,
    records.stage,
    records.amount,
    records.currency,
    records.is_test_deal as is_test,
    case
        when survivors.survivor_id is not null then 'merged'
        when records.is_deleted then 'deleted'
        when records.is_test_deal then 'test'
        when
            {{ hangs_on_test_record(['leads', 'accounts']) }}
            or records.deal_id in (select deals_of_test_leads.deal_survivor_id from deals_of_test_leads)
            or records.deal_id in (select deals_of_test_leads.deal_id from deals_of_test_leads)
            then 'of_test_record'
    end as left_out_reason,
    coalesce(records.is_deleted, false) as is_deleted,
    records.unreadable_columns
from records
left join {{ ref('int_survivors') }} as survivors
    on survivors.record_type = 'deals' and records.deal_id = survivors.record_id
{{ join_references(['leads', 'accounts']) }}
