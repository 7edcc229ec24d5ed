with

{{ flagged_records('orders') }}

select
    records.order_id,
    {{ survivor_of('account') }} as account_id,
    {{ customer_of_account() }} as customer_id,
    records.ordered_on,
    records.amount,
    records.currency,
    case
        when records.is_deleted then 'deleted'
        when records.is_test then 'test'
        when {{ hangs_on_test_record(['accounts']) }} then 'of_test_record'
    end as left_out_reason
from orders as records
{{ join_references(['accounts']) }}
