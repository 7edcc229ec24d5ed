select
    records.account_id,
    crosswalk.survivor_id,
    crosswalk.customer_id,
    records.name,
    records.owner_id,
    records.segment,
    records.country,
    records.created_at,
    crosswalk.is_test,
    crosswalk.left_out_reason
from (
    {{ union_systems('accounts') }}
) as records
inner join {{ ref('int_crosswalk') }} as crosswalk
    on crosswalk.record_type = 'accounts' and records.account_id = crosswalk.record_id
