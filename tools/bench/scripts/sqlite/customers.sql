-- Who was there before a period, who is at its end, who came and left; and what they pay. Table rates (currency, day, rate).
create temp table owners as
select customer_id, coalesce(accounts.owner_id, 'unassigned') as rep_id, coalesce(team_id, 'unassigned') as team_id
from (select distinct customer_id from paid)
left join accounts on customer_id = accounts.account_id
left join teams on accounts.owner_id = teams.rep_id;
create temp table scopes as
select customer_id, 'company' as scope_type, 'all' as scope_id from owners
union all
select customer_id, 'team', team_id from owners
union all
select customer_id, 'rep', rep_id from owners;
create index scope_customer on scopes (customer_id);

create temp table stays as
with ordered as (
    select
        customer_id, starts_on, ends_on,
        max(ends_on) over (
            partition by customer_id order by starts_on, ends_on rows between unbounded preceding and 1 preceding
        ) as ended_before
    from paid
),

numbered as (
    select
        *,
        sum(ended_before is null or starts_on > ended_before) over (
            partition by customer_id order by starts_on, ends_on rows unbounded preceding
        ) as stay
    from ordered
)

select customer_id, min(starts_on) as starts_on, max(ends_on) as ends_on from numbered group by customer_id, stay;
create index stay_customer on stays (customer_id);

create temp table came as
select period_type, period_start, scope_type, scope_id, count(*) as customers
from (select customer_id, min(starts_on) as day from stays group by customer_id)
inner join period_days using (day)
inner join scopes using (customer_id)
group by 1, 2, 3, 4;

create temp table gone as
select period_type, period_start, scope_type, scope_id, count(*) as customers
from (
    select stays.customer_id, periods.period_type, periods.period_start
    from stays
    inner join period_days on period_days.day = stays.ends_on
    inner join periods on periods.period_type = period_days.period_type and periods.period_start = period_days.period_start
    where
        stays.starts_on < periods.period_start
        and not exists (
            select 1 from stays as others
            where others.customer_id = stays.customer_id and others.starts_on <= closes_on and others.ends_on > closes_on
        )
)
inner join scopes using (customer_id)
group by 1, 2, 3, 4;

create temp table active as
with moves as (
    select customer_id, starts_on as day, 1 as move from stays
    union all
    select customer_id, ends_on, -1 from stays where ends_on < '9999-01-01'
),

by_day as (select scope_type, scope_id, day, sum(move) as move from moves inner join scopes using (customer_id) group by 1, 2, 3)

select scope_type, scope_id, day, sum(move) over (partition by scope_type, scope_id order by day) as customers from by_day;
create unique index active_day on active (scope_type, scope_id, day);

create temp table native as
with moves as (
    select customer_id, currency, starts_on as day, mrr as move from paid
    union all
    select customer_id, currency, ends_on, -mrr from paid where ends_on < '9999-01-01'
),

by_day as (
    select scope_type, scope_id, currency, day, sum(move) as move from moves inner join scopes using (customer_id) group by 1, 2, 3, 4
)

select
    scope_type, scope_id, currency, day, sum(move) over (partition by scope_type, scope_id, currency order by day) as mrr
from by_day;
create unique index native_day on native (scope_type, scope_id, currency, day);

create temp table balances as
with rows_of as (
    select *
    from periods
    cross join (select distinct scope_type, scope_id from scopes union select 'company', 'all')
),

found as (
    select
        r.*, coalesce(came.customers, 0) as new_customers, coalesce(gone.customers, 0) as churned,
        coalesce((
            select customers from active as a
            where a.scope_type = r.scope_type and a.scope_id = r.scope_id and a.day < r.period_start order by a.day desc limit 1
        ), 0) as opening,
        coalesce((
            select customers from active as a
            where a.scope_type = r.scope_type and a.scope_id = r.scope_id and a.day <= r.closes_on order by a.day desc limit 1
        ), 0) as closing
    from rows_of as r
    left join came using (period_type, period_start, scope_type, scope_id)
    left join gone using (period_type, period_start, scope_type, scope_id)
)

select
    found.*,
    case
        when closing = 0 then 0
        else (
            select
                sum(
                    (
                        select mrr from native as n
                        where n.scope_type = found.scope_type and n.scope_id = found.scope_id
                            and n.currency = c.currency and n.day <= found.closes_on
                        order by n.day desc limit 1
                    )
                    * (select rate from rates where rates.currency = c.currency and rates.day <= found.closes_on order by day desc limit 1)
                )
            from (select distinct currency from rates) as c
        )
    end as mrr
from found;

insert into kpis
select
    kpi_id, period_type, period_start, scope_type, scope_id,
    case
        when kpi_id = 'customer_retention_rate' then opening - churned when kpi_id = 'monthly_recurring_revenue' then mrr else new_customers
    end as numerator,
    case when kpi_id in ('customer_retention_rate', 'customer_acquisition_rate') then opening end as denominator,
    case kpi_id
        when 'customer_retention_rate' then cast(opening - churned as real) / nullif(opening, 0)
        when 'monthly_recurring_revenue' then mrr
        when 'customer_acquisition_rate' then cast(new_customers as real) / nullif(opening, 0)
        else new_customers
    end as kpi_value
from balances
cross join (
    select 'customer_retention_rate' as kpi_id union all select 'monthly_recurring_revenue'
    union all select 'customer_acquisition_rate' union all select 'new_customers'
)
where
    scope_type = 'company' or opening > 0 or closing > 0
    or (new_customers > 0 and kpi_id in ('customer_acquisition_rate', 'new_customers'));
