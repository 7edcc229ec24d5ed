with

won as (
    select
        customer_id,
        min(closed_on) as won_on
    from {{ ref('fct_deals') }}
    where outcome = 'won' and deal_type = 'new_business' and closed_on is not null
    group by customer_id
),

customers as (
    select
        checks.export,
        case when checks.export = 'subscriptions' then won.won_on else customers.first_paid_on end as known_on,
        case when checks.export = 'subscriptions' then customers.first_paid_on else won.won_on end as looked_for_on,
        checks.lookback,
        checks.tolerance_days,
        as_of.as_of_date
    from {{ ref('dim_customers') }} as customers
    left join won on customers.customer_id = won.customer_id
    cross join {{ ref('dim_as_of') }} as as_of
    cross join {{ ref('dim_source_checks') }} as checks
    where checks.check_id = 'consistency'
),

-- old enough that the other side must have come; whom it knew long before is not new there
due as (
    select
        export,
        coalesce(looked_for_on <= {{ add_days('known_on', 'tolerance_days') }}, false) as is_matched
    from customers
    where
        {{ days_between('known_on', 'as_of_date') }} >= tolerance_days
        and {{ days_between('known_on', 'as_of_date') }} < tolerance_days + lookback
        and (looked_for_on is null or looked_for_on >= {{ add_days('known_on', '-tolerance_days') }})
),

present as (
    select count(distinct feeding.export) as exports
    from {{ ref('int_export_counts') }} as counts
    inner join (
        select 'deals' as export
        union all
        select 'subscriptions' as export
    ) as feeding on ';' || counts.feeds_exports || ';' like '%;' || feeding.export || ';%'
    where counts.raw_rows > 0 and not counts.is_auxiliary
)

select
    due.export,
    count(*) as customers,
    count(case when due.is_matched then 1 end) as matched_customers
from due
inner join present on present.exports = 2
group by due.export
