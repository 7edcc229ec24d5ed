with

converted as (
    select
        native.measured_on,
        native.customer_id,
        native.native_mrr * {{ fx_rate('rates', 'native.currency') }} as mrr
    from {{ ref('fct_customer_native_mrr') }} as native
    {{ join_fx_rate('rates', 'native.currency', 'native.measured_on') }}
)

select
    converted.measured_on,
    converted.customer_id,
    max(customers.rep_id) as rep_id,
    max(customers.team_id) as team_id,
    max(customers.segment) as segment,
    {{ sum_of_known('converted.mrr') }} as mrr
from converted
inner join {{ ref('dim_customers') }} as customers on converted.customer_id = customers.customer_id
group by converted.measured_on, converted.customer_id
