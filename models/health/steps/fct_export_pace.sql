with

days as (
    select
        days.export,
        days.record_on,
        days.records,
        {{ month_number(add_days('as_of.as_of_date', 1)) }} - 1 - {{ month_number('days.record_on') }} as months_ago,
        max(days.record_on) over (partition by days.export) as newest_on,
        as_of.as_of_date
    from {{ ref('int_export_days') }} as days
    inner join {{ ref('dim_as_of') }} as as_of on days.record_on <= as_of.as_of_date
),

-- freshness: the days between one day with records and the next, over the year before the newest record
gaps as (
    select
        days.export,
        {{ days_between('lag(days.record_on) over (partition by days.export order by days.record_on)', 'days.record_on') }} as gap
    from days
    inner join {{ ref('dim_source_checks') }} as checks on days.export = checks.export and checks.check_id = 'freshness'
    where {{ days_between('days.record_on', 'days.newest_on') }} < checks.lookback
),

covered as (
    select
        export,
        gap,
        sum(gap) over (partition by export order by gap) as covered_days,
        sum(gap) over (partition by export) as all_days
    from gaps
    where gap is not null
),

-- 95 % of all days lie in a gap no longer than this
usual_gaps as (
    select
        export,
        min(gap) as usual_gap
    from covered
    where covered_days * 100 >= all_days * 95
    group by export
),

days_with_records as (
    select
        export,
        count(*) as day_count
    from gaps
    group by export
),

ages as (
    select
        export,
        max({{ days_between('newest_on', 'as_of_date') }}) as age_days
    from days
    group by export
),

-- volume: the months before the last complete one; the first month with a record may be a part of one
spans as (
    select
        days.export,
        case
            when max(days.months_ago) - 1 < max(checks.lookback) then max(days.months_ago) - 1
            else max(checks.lookback)
        end as month_count
    from days
    inner join {{ ref('dim_source_checks') }} as checks on days.export = checks.export and checks.check_id = 'volume'
    group by days.export
),

earlier_months as (
    select
        export,
        {{ integers_to('cast(month_count as integer)') }} as months_ago
    from spans
),

months as (
    select
        earlier_months.export,
        earlier_months.months_ago,
        coalesce(sum(days.records), 0) as records
    from earlier_months
    left join days on earlier_months.export = days.export and earlier_months.months_ago = days.months_ago
    group by earlier_months.export, earlier_months.months_ago
),

volumes as (
    select
        export,
        max(case when months_ago = 0 then records end) as last_records,
        sum(case when months_ago > 0 then records else 0 end) as earlier_records,
        {{ percentile(0.5, 'case when months_ago > 0 then records end') }} as usual_records
    from months
    group by export
    having count(*) > 3
)

select
    ages.export,
    cast(ages.age_days as bigint) as age_days,
    cast(usual_gaps.usual_gap as bigint) as usual_gap_days,
    cast(coalesce(days_with_records.day_count, 0) as bigint) as day_count,
    cast(volumes.last_records as bigint) as last_month_records,
    cast(volumes.usual_records as {{ type_double() }}) as usual_month_records,
    cast(volumes.earlier_records as bigint) as earlier_records
from ages
left join days_with_records on ages.export = days_with_records.export
left join usual_gaps on ages.export = usual_gaps.export
left join volumes on ages.export = volumes.export
