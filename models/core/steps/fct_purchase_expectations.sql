{{ config(enabled=var('purchase_value', false)) }}
select
    customer_id,
    probability_alive,
    expected_purchases,
    expected_amount,
    fit_status,
    amount_fit_status
from {{ ref('int_purchase_expectations') }}
