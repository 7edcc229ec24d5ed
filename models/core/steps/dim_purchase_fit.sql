{{ config(enabled=var('purchase_value', false)) }}
select
    max(fit_status) as fit_status,
    max(amount_fit_status) as amount_fit_status,
    cast(max(customers) as bigint) as customer_count,
    cast(max(repeaters) as bigint) as repeater_count,
    cast(max(spenders) as bigint) as spender_count,
    max(r) as r,
    max(alpha) as alpha,
    max(a) as a,
    max(b) as b,
    max(log_likelihood) as log_likelihood,
    max(p) as p,
    max(q) as q,
    max(gamma) as gamma,
    max(amount_log_likelihood) as amount_log_likelihood,
    max(count_amount_correlation) as count_amount_correlation
from {{ ref('fct_purchase_expectations') }}
having count(*) > 0
