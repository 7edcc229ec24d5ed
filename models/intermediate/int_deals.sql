select
    records.deal_id,
    crosswalk.survivor_id,
    {{ survivor_of('account') }} as account_id,
    {{ customer_of_account() }} as customer_id,
    {{ survivor_of('lead') }} as lead_id,
    records.owner_id,
    records.created_at,
    records.closed_at,
    records.outcome,
    records.deal_type,
    records.stage,
    records.amount,
    records.currency,
    crosswalk.is_test,
    crosswalk.left_out_reason,
    crosswalk.is_deleted,
    records.unreadable_columns
from (
    {{ union_systems('deals') }}
) as records
inner join {{ ref('int_crosswalk') }} as crosswalk
    on crosswalk.record_type = 'deals' and records.deal_id = crosswalk.record_id
{{ join_references(['leads', 'accounts']) }}
