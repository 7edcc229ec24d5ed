with

records as (
    select * from {{ ref('int_accounts_unified') }}
),

flagged as (
    select
        records.account_id,
        records.parent_account_id,
        records.owner_id,
        records.segment,
        records.country,
        records.created_at,
        coalesce(records.is_deleted, false) as is_deleted,
        coalesce(records.is_test, false) or {{ is_test_record('accounts') }} as is_test
    from records
)

select
    flagged.account_id,
    coalesce(survivors.survivor_id, flagged.account_id) as survivor_id,
    flagged.parent_account_id,
    flagged.owner_id,
    flagged.segment,
    flagged.country,
    flagged.created_at,
    flagged.is_test,
    case
        when survivors.survivor_id is not null then 'merged'
        when flagged.is_deleted then 'deleted'
        when flagged.is_test then 'test'
    end as left_out_reason
from flagged
left join {{ ref('int_survivors') }} as survivors
    on survivors.record_type = 'accounts' and flagged.account_id = survivors.record_id
