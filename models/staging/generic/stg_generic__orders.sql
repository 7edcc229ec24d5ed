select
    order_id,
    account_id,
    ordered_on,
    amount,
    currency,
    is_deleted
from {{ ref('base_generic__orders') }}
where _rejected_reason is null
