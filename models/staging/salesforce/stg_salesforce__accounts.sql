select
    accounts.id as account_id,
    accounts.name,
    accounts.parent_id as parent_account_id,
    {{ owner_key('accounts') }} as owner_id,
    accounts.segment,
    accounts.billing_country as country,
    accounts.created_date as created_at,
    accounts.is_deleted,
    accounts.is_test,
    accounts.master_record_id as merged_into_id
from {{ ref('base_salesforce__accounts') }} as accounts
{{ join_user_names('accounts') }}
where accounts._rejected_reason is null
