select
    subscription_id,
    account_id,
    starts_on,
    ends_on,
    quantity,
    unit_amount,
    discount_rate,
    billing_interval_months,
    currency,
    status,
    is_deleted,
    _rejected_cells as unreadable_columns
from {{ ref('base_generic__subscriptions') }}
where _rejected_reason is null
