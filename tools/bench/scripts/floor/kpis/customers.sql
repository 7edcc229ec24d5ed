-- Customers by their days of activity: who was there before a period, is there at its end, came and left; and what they pay.
create temp table customer_owners as
select
    customer_id,
    coalesce(accounts.owner_id, 'unassigned') as rep_id,
    coalesce(teams.team_id, 'unassigned') as team_id
from (select distinct customer_id from paid)
left join accounts on customer_id = accounts.account_id
left join teams on accounts.owner_id = teams.rep_id;

create macro in_scopes(customers) as table
    select scope_type, case scope_type when 'company' then 'all' when 'team' then team_id else rep_id end as scope_id, customer.*
    from query_table(customers) as customer
    inner join customer_owners using (customer_id)
    cross join (select unnest(['company', 'team', 'rep']) as scope_type);

-- subscriptions that overlap or meet are one stay
create temp table stays as
with ordered as (
    select
        customer_id, starts_on, coalesce(ends_on, date '9999-01-01') as ends_on,
        max(coalesce(ends_on, date '9999-01-01')) over (
            partition by customer_id order by starts_on, ends_on rows between unbounded preceding and 1 preceding
        ) as ended_before
    from paid
),

numbered as (
    select
        *,
        count(case when ended_before is null or starts_on > ended_before then 1 end) over (
            partition by customer_id order by starts_on, ends_on rows unbounded preceding
        ) as stay
    from ordered
)

select customer_id, min(starts_on) as starts_on, max(ends_on) as ends_on from numbered group by customer_id, stay;

create temp table newcomers as select customer_id, min(starts_on) as starts_on from stays group by customer_id;
create temp table leavers as
select periods.period_type, periods.period_start, stays.customer_id
from stays
inner join periods
    on stays.starts_on < periods.period_start and stays.ends_on >= periods.period_start and stays.ends_on <= periods.closes_on
where not exists (
    from stays as others
    where others.customer_id = stays.customer_id and others.starts_on <= periods.closes_on and others.ends_on > periods.closes_on
);

create temp table measured_days as
select period_start - 1 as day from periods union select closes_on from periods;

-- running sums of what begins and ends, looked up on the days that are measured
create temp table moves as
select starts_on as day, customer_id, 1 as move from stays
union all
select ends_on, customer_id, -1 from stays where ends_on < date '9999-01-01';
create temp table active as
with by_day as (select scope_type, scope_id, day, sum(move) as move from in_scopes('moves') group by all),

running as (
    select *, sum(move) over (partition by scope_type, scope_id order by day) as customers from by_day
)

select days.day, days.scope_type, days.scope_id, running.customers
from (select * from measured_days cross join (select distinct scope_type, scope_id from by_day)) as days
asof inner join running
    on days.scope_type = running.scope_type and days.scope_id = running.scope_id and days.day >= running.day
where running.customers > 0;

create temp table payments as
select starts_on as day, customer_id, currency, mrr from paid
union all
select ends_on, customer_id, currency, -mrr from paid where ends_on is not null;
create temp table revenue as
with rates as (
    select upper(trim(currency)) as currency, cast(valid_on as date) as day, cast(rate as double) as rate
    from reference('fx_rates')
    where upper(trim(currency)) <> 'USD'
    union all
    select 'USD', date '0001-01-01', 1
),

by_day as (select scope_type, scope_id, currency, day, sum(mrr) as mrr from in_scopes('payments') group by all),

running as (
    select *, sum(mrr) over (partition by scope_type, scope_id, currency order by day) as native_mrr from by_day
),

balances as (
    select days.day, days.scope_type, days.scope_id, days.currency, running.native_mrr
    from (select * from measured_days cross join (select distinct scope_type, scope_id, currency from by_day)) as days
    asof inner join running
        on
            days.scope_type = running.scope_type and days.scope_id = running.scope_id
            and days.currency = running.currency and days.day >= running.day
)

select balances.day, scope_type, scope_id, sum(native_mrr * rate) as mrr
from balances
asof left join rates on balances.currency = rates.currency and balances.day >= rates.day
group by all;

create temp table balances as
with new_ones as (
    select period_type, period_start, scope_type, scope_id, count(*) as new_customers
    from in_scopes('newcomers') as customer
    inner join periods on customer.starts_on between periods.period_start and periods.closes_on
    group by all
),

gone as (
    select period_type, period_start, scope_type, scope_id, count(*) as churned from in_scopes('leavers') group by all
),

rows as (
    select *
    from periods
    cross join (
        select distinct scope_type, scope_id from in_scopes('newcomers')
        union
        select 'company', 'all'
    )
)

select
    rows.*, coalesce(opening.customers, 0) as opening, coalesce(closing.customers, 0) as closing,
    coalesce(gone.churned, 0) as churned, coalesce(new_ones.new_customers, 0) as new_customers,
    case when closing.customers is null then 0 else revenue.mrr end as mrr
from rows
left join active as opening
    on opening.day = rows.period_start - 1 and opening.scope_type = rows.scope_type and opening.scope_id = rows.scope_id
left join active as closing
    on closing.day = rows.closes_on and closing.scope_type = rows.scope_type and closing.scope_id = rows.scope_id
left join revenue on revenue.day = rows.closes_on and revenue.scope_type = rows.scope_type and revenue.scope_id = rows.scope_id
left join new_ones
    on
        new_ones.period_type = rows.period_type and new_ones.period_start = rows.period_start
        and new_ones.scope_type = rows.scope_type and new_ones.scope_id = rows.scope_id
left join gone
    on
        gone.period_type = rows.period_type and gone.period_start = rows.period_start
        and gone.scope_type = rows.scope_type and gone.scope_id = rows.scope_id;

insert into kpis
select
    kpi_id, period_type, period_start, scope_type, scope_id,
    case kpi_id
        when 'customer_retention_rate' then opening - churned when 'monthly_recurring_revenue' then mrr else new_customers
    end as numerator,
    case when kpi_id in ('customer_retention_rate', 'customer_acquisition_rate') then opening end as denominator,
    case
        when kpi_id in ('monthly_recurring_revenue', 'new_customers') then numerator else numerator / nullif(opening, 0)
    end as kpi_value
from balances
cross join (
    select unnest(['customer_retention_rate', 'monthly_recurring_revenue', 'customer_acquisition_rate', 'new_customers']) as kpi_id
)
where
    scope_type = 'company' or opening > 0 or closing > 0
    or (new_customers > 0 and kpi_id in ('customer_acquisition_rate', 'new_customers'));
