-- Whether CRM and billing know the same new customers, and whether customers return the day after a term.
with

new_customers as (
    select
        customer_id,
        min(won_on) as won_on,
        min(paid_on) as paid_on
    from (
        select customer_id, closed_on as won_on, cast(null as date) as paid_on
        from {{ ref('fct_deals') }}
        where outcome = 'won' and deal_type = 'new_business'
        union all
        select customer_id, null, starts_on
        from {{ ref('fct_subscriptions') }}
        where is_paid
    ) as firsts
    where customer_id is not null
    group by customer_id
),

sides as (
    select
        checks.export,
        case when checks.export = 'subscriptions' then customers.won_on else customers.paid_on end as known_on,
        case when checks.export = 'subscriptions' then customers.paid_on else customers.won_on end as looked_for_on,
        checks.lookback,
        checks.tolerance_days,
        as_of.as_of_date
    from new_customers as customers
    cross join {{ ref('dim_as_of') }} as as_of
    cross join {{ ref('dim_source_checks') }} as checks
    where
        checks.check_id = 'consistency'
        and (select count(*) from {{ ref('int_export_rows') }} where export in ('deals', 'subscriptions') and is_present) = 2
),

-- an export that gives the last day of a term shows most renewals on the day after an end
ends as (
    select
        ended.subscription_id,
        max(case when renewed.subscription_id is not null then 1 else 0 end) as is_renewed_after_a_day
    from {{ ref('fct_subscriptions') }} as ended
    left join {{ ref('fct_subscriptions') }} as renewed
        on
            renewed.is_paid
            and ended.customer_id = renewed.customer_id
            and {{ add_days('ended.ends_on', 1) }} = renewed.starts_on
    where ended.is_paid and ended.ends_on is not null
    group by ended.subscription_id
)

select
    export,
    'consistency' as check_id,
    count(case when looked_for_on <= {{ add_days('known_on', 'tolerance_days') }} then 1 end) as affected,
    count(*) as total
from sides
-- old enough that the other side must have come; whom it knew long before is not new there
where
    {{ days_between('known_on', 'as_of_date') }} >= tolerance_days
    and {{ days_between('known_on', 'as_of_date') }} < tolerance_days + lookback
    and (looked_for_on is null or looked_for_on >= {{ add_days('known_on', '-tolerance_days') }})
group by export

union all

select
    'subscriptions' as export,
    'renewals_after_a_day' as check_id,
    sum(is_renewed_after_a_day) as affected,
    count(*) as total
from ends
