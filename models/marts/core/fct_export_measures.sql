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

freshness as (
    select
        days_with_records.export,
        max({{ days_between('days.newest_on', 'days.as_of_date') }}) as age_days,
        max(usual_gaps.usual_gap) as usual_gap,
        max(days_with_records.day_count) as day_count
    from days_with_records
    inner join days on days_with_records.export = days.export
    left join usual_gaps on days_with_records.export = usual_gaps.export
    group by days_with_records.export
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
),

-- rows: of the files behind an export the worst one speaks
files as (
    select
        checks.export,
        checks.check_id,
        case checks.check_id
            when 'validity' then counts.rejected_rows
            when 'uniqueness' then counts.duplicate_rows
            else counts.rows_with_bad_cells
        end as affected,
        case when checks.check_id = 'valid_cells' then counts.accepted_rows else counts.raw_rows end as total,
        counts.system_name || '.' || counts.export as file_name
    from {{ ref('dim_source_checks') }} as checks
    inner join {{ ref('int_export_counts') }} as counts
        on ';' || counts.feeds_exports || ';' like '%;' || checks.export || ';%'
    where checks.check_id in ('validity', 'uniqueness', 'valid_cells')
),

ranked_files as (
    select
        files.*,
        row_number() over (
            partition by export, check_id
            order by {{ safe_divide('affected', 'total') }} desc, total desc, file_name
        ) as file_rank
    from files
    where total > 0
),

raw_rows as (
    select
        checks.export,
        coalesce(sum(case when counts.is_auxiliary then 0 else counts.raw_rows end), 0) as row_count
    from {{ ref('dim_source_checks') }} as checks
    left join {{ ref('int_export_counts') }} as counts
        on ';' || counts.feeds_exports || ';' like '%;' || checks.export || ';%'
    where checks.check_id = 'presence'
    group by checks.export
),

-- columns: over the last complete months; records without a date count always
column_counts as (
    select
        checks.export,
        checks.check_id,
        counted.column_name,
        sum(case when checks.check_id = 'completeness' then counted.filled_records else counted.orphan_records end) as affected,
        sum(case when checks.check_id = 'completeness' then counted.due_records else counted.reference_records end) as total
    from {{ ref('int_export_columns') }} as counted
    inner join {{ ref('dim_source_checks') }} as checks
        on counted.export = checks.export and checks.check_id in ('completeness', 'references')
    cross join {{ ref('dim_as_of') }} as as_of
    where
        (
            counted.month_start is null
            or {{ month_number(add_days('as_of.as_of_date', 1)) }} - {{ month_number('counted.month_start') }}
            between 1 and checks.lookback
        )
        and (
            (checks.check_id = 'references' and counted.is_reference)
            or (
                checks.check_id = 'completeness'
                and exists (
                    select 1
                    from {{ ref('kpi_required_columns') }} as required
                    where required.export = counted.export and required.column_name = counted.column_name
                )
            )
        )
    group by checks.export, checks.check_id, counted.column_name
),

measures as (
    select export, 'presence' as check_id, cast(null as {{ dbt.type_string() }}) as column_name,
        row_count as affected, row_count as sample_size, null as expected, row_count as measured
    from raw_rows
    union all
    select export, 'freshness', null, age_days, day_count, usual_gap, age_days
    from freshness
    union all
    select export, 'volume', null, last_records, earlier_records, usual_records, {{ safe_divide('last_records', 'usual_records') }}
    from volumes
    union all
    select export, check_id, null, affected, total, null, {{ safe_divide('affected', 'total') }}
    from ranked_files
    where file_rank = 1
    union all
    select export, check_id, column_name, affected, total, null, {{ safe_divide('affected', 'total') }}
    from column_counts
    union all
    select export, 'consistency', null, matched_customers, customers, null, {{ safe_divide('matched_customers', 'customers') }}
    from {{ ref('fct_billing_matches') }}
)

select
    checks.export,
    checks.check_id,
    measures.column_name,
    cast(measures.measured as {{ type_double() }}) as measured_value,
    cast(measures.expected as {{ type_double() }}) as expected_value,
    cast(coalesce(measures.affected, 0) as bigint) as observed_count,
    cast(coalesce(measures.sample_size, 0) as bigint) as sample_size
from {{ ref('dim_source_checks') }} as checks
left join measures on checks.export = measures.export and checks.check_id = measures.check_id
where measures.check_id is not null or checks.check_id not in ('completeness', 'references')
