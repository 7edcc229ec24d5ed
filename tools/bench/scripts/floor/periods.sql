-- The periods, the teams, and how records add up to the rows of a KPI.
create temp table periods as
with first_dates as (
    select min(created_at) as happened_at from sound_leads
    union all
    select min(inquiry_at) from sound_leads
    union all
    select min(qualified_at) from sound_leads
    union all
    select min(disqualified_at) from sound_leads
    union all
    select min(converted_at) from sound_leads
    union all
    select min(created_at) from sound_deals
    union all
    select min(closed_at) from sound_deals
    union all
    select getvariable('first_activity')
    union all
    select min(invited_at) from sound_meetings
    union all
    select min(responded_at) from sound_meetings
    union all
    select min(started_at) from sound_sessions
    union all
    select cast(min(starts_on) as timestamp) from subscriptions where not is_deleted
    union all
    select cast(min(surveyed_on) as timestamp) from answers
),

days as (
    select unnest(generate_series(cast(min(happened_at) as date), getvariable('as_of'), interval 1 day)) as day
    from first_dates
),

starts as (
    select distinct period_type, cast(date_trunc(period_type, day) as date) as period_start
    from days
    cross join (select unnest(['week', 'month', 'quarter', 'year']) as period_type)
),

ends as (
    select
        *,
        cast(
            period_start
            + case period_type
                when 'week' then interval 7 day when 'month' then interval 1 month
                when 'quarter' then interval 3 month else interval 1 year
            end
            - interval 1 day as date
        ) as period_end
    from starts
)

select *, least(period_end, getvariable('as_of')) as closes_on from ends;

create temp table teams as select user_id as rep_id, coalesce(team_id, 'unassigned') as team_id from users;

create temp table kpis (
    kpi_id varchar, period_type varchar, period_start date, scope_type varchar, scope_id varchar,
    numerator double, denominator double, kpi_value double
);

-- The rows of a KPI of records (rep_id, day, above, below): the company's for every period, a team's and a rep's where
-- they have a record.
create macro rows_of(kpi, records) as table
    with by_day as (
        select rep_id, day, sum(above) as above, sum(below) as below from query_table(records) group by rep_id, day
    ),

    by_rep as (
        select period_type, cast(date_trunc(period_type, day) as date) as period_start, rep_id, sum(above) as above, sum(below) as below
        from by_day
        cross join (select unnest(['week', 'month', 'quarter', 'year']) as period_type)
        group by all
    ),

    by_scope as (
        select
            period_type, period_start,
            case when grouping(rep_id) = 0 then 'rep' when grouping(team_id) = 0 then 'team' else 'company' end as scope_type,
            case when grouping(rep_id) = 0 then rep_id when grouping(team_id) = 0 then team_id else 'all' end as scope_id,
            sum(above) as above,
            sum(below) as below
        from (select by_rep.*, coalesce(teams.team_id, 'unassigned') as team_id from by_rep left join teams using (rep_id))
        group by grouping sets ((period_type, period_start), (period_type, period_start, team_id), (period_type, period_start, rep_id))
    ),

    with_company as (
        select period_type, period_start, scope_type, scope_id, above, below from by_scope
        union all
        select period_type, period_start, 'company', 'all', null, null
        from periods
        where (period_type, period_start) not in (select period_type, period_start from by_scope where scope_type = 'company')
    )

    select
        kpi as kpi_id, period_type, period_start, scope_type, scope_id,
        coalesce(above, 0) as numerator, coalesce(below, 0) as denominator, above / nullif(below, 0) as kpi_value
    from with_company;
