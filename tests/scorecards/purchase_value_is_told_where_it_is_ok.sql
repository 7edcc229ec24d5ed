{{ config(enabled=var('purchase_value', false)) }}
-- a value that is NULL has a status that says why, and the other way round
select customer_id
from {{ ref('customer_purchase_value') }}
where
    (value_status = 'ok') <> (expected_revenue is not null)
    or (value_status = 'ok') <> (gross_margin_value is not null)
