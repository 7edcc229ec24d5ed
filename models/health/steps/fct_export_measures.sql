with

-- rows: of the files behind an export the worst one speaks
files as (
    select
        checks.export,
        checks.check_id,
        case when checks.check_id = 'validity' then counts.rejected_rows else counts.duplicate_rows end as affected,
        counts.raw_rows as total,
        counts.system_name || '.' || counts.export as file_name
    from {{ ref('dim_source_checks') }} as checks
    inner join {{ ref('int_export_counts') }} as counts
        on ';' || counts.feeds_exports || ';' like '%;' || checks.export || ';%'
    where checks.check_id in ('validity', 'uniqueness')
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

-- cells: the column of which the greatest share cannot be read speaks, if it is more than a few
ranked_cells as (
    select
        checks.export,
        cells.export || '.' || cells.column_name as column_of_file,
        cells.unreadable_cells,
        cells.filled_cells,
        row_number() over (
            partition by checks.export
            order by {{ safe_divide('cells.unreadable_cells', 'cells.filled_cells') }} desc, cells.filled_cells desc,
                {{ bytewise("cells.system_name || '.' || cells.export || '.' || cells.column_name") }}
        ) as column_rank
    from {{ ref('dim_source_checks') }} as checks
    inner join {{ ref('int_export_cells') }} as cells
        on
            ';' || cells.feeds_exports || ';' like '%;' || checks.export || ';%'
            and cells.unreadable_cells >= checks.min_sample
    where checks.check_id = 'unreadable_cells'
),

unreadable_cells as (
    select
        raw_rows.export,
        coalesce(cells.unreadable_cells, 0) as affected,
        coalesce(cells.filled_cells, raw_rows.row_count) as total,
        cells.column_of_file
    from raw_rows
    left join ranked_cells as cells on raw_rows.export = cells.export and cells.column_rank = 1
),

-- dates that stand apart from all others, and the first of them
ranked_strays as (
    select
        strays.*,
        count(*) over (partition by export) as stray_count,
        row_number() over (partition by export order by happened_on, {{ bytewise('record_id') }}) as stray_rank
    from {{ ref('fct_stray_dates') }} as strays
),

stray_dates as (
    select
        days.export,
        coalesce(max(strays.stray_count), 0) as affected,
        sum(days.records) as total,
        max(strays.record_id || ' (' || cast(strays.happened_on as {{ dbt.type_string() }}) || ')') as first_stray
    from {{ ref('int_export_days') }} as days
    left join ranked_strays as strays on days.export = strays.export and strays.stray_rank = 1
    where days.export in ('leads', 'deals', 'activities')
    group by days.export
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
),

renewals as (
    select
        sum(is_renewed_after_a_day) as affected,
        count(*) as total
    from ends
),

measures as (
    select export, 'presence' as check_id, cast(null as {{ dbt.type_string() }}) as column_name,
        row_count as affected, row_count as sample_size,
        cast(null as {{ type_double() }}) as expected, row_count as measured, cast(null as {{ dbt.type_string() }}) as example
    from raw_rows
    union all
    select export, 'freshness', null, age_days, day_count, usual_gap_days, age_days + 0, null
    from {{ ref('fct_export_pace') }}
    union all
    select export, 'volume', null, last_month_records, earlier_records, usual_month_records,
        {{ safe_divide('last_month_records', 'usual_month_records') }}, null
    from {{ ref('fct_export_pace') }}
    union all
    select export, check_id, null, affected, total, null, {{ safe_divide('affected', 'total') }}, null
    from ranked_files
    where file_rank = 1
    union all
    select export, check_id, column_name, affected, total, null, {{ safe_divide('affected', 'total') }}, null
    from column_counts
    union all
    select export, 'consistency', null, matched_customers, customers, null, {{ safe_divide('matched_customers', 'customers') }}, null
    from {{ ref('fct_billing_matches') }}
    union all
    select export, 'unreadable_cells', null, affected, total, null, {{ safe_divide('affected', 'total') }}, column_of_file
    from unreadable_cells
    union all
    select export, 'stray_dates', null, affected, total, null, affected + 0, first_stray
    from stray_dates
    union all
    select 'subscriptions', 'renewals_after_a_day', null, affected, total, null, {{ safe_divide('affected', 'total') }}, null
    from renewals
)

select
    checks.export,
    checks.check_id,
    measures.column_name,
    measures.example,
    cast(measures.measured as {{ type_double() }}) as measured_value,
    cast(measures.expected as {{ type_double() }}) as expected_value,
    cast(coalesce(measures.affected, 0) as bigint) as observed_count,
    cast(coalesce(measures.sample_size, 0) as bigint) as sample_size
from {{ ref('dim_source_checks') }} as checks
left join measures on checks.export = measures.export and checks.check_id = measures.check_id
where measures.check_id is not null or checks.check_id not in ('completeness', 'references')
