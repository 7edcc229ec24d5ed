select
    records.lead_id,
    crosswalk.survivor_id,
    records.owner_id,
    {{ survivor_of('account') }} as account_id,
    {{ survivor_of('deal') }} as deal_id,
    records.origin,
    records.source,
    records.status,
    records.created_at,
    records.inquiry_at,
    records.qualified_at,
    records.disqualified_at,
    records.converted_at,
    crosswalk.is_test,
    crosswalk.left_out_reason,
    crosswalk.is_deleted,
    records.unreadable_columns
from (
    {{ union_systems('leads') }}
) as records
inner join {{ ref('int_crosswalk') }} as crosswalk
    on crosswalk.record_type = 'leads' and records.lead_id = crosswalk.record_id
{{ join_references(['accounts', 'deals']) }}
