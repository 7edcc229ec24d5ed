with

{{ flagged_records('subscriptions') }}

select
    records.subscription_id,
    {{ survivor_of('account') }} as account_id,
    {{ customer_of_account() }} as customer_id,
    records.starts_on,
    {{ add_days('records.ends_on', 1) if is_last_day_with() else 'records.ends_on' }} as ends_on,
    records.quantity,
    records.unit_amount,
    records.discount_rate,
    records.billing_interval_months,
    records.currency,
    records.status,
    records.unreadable_columns,
    case
        when records.is_deleted then 'deleted'
        when records.is_test then 'test'
        when {{ hangs_on_test_record(['accounts']) }} then 'of_test_record'
    end as left_out_reason
from subscriptions as records
{{ join_references(['accounts']) }}
