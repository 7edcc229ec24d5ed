-- How old the newest record of an export is and how many its last month has, against the export's own pace; dates astray.
with

record_days as (
{%- for export, known in health_exports().items() if known.record_on %}
    select
        '{{ export }}' as export,
        {{ known.record_on }} as record_on,
        count(*) as records
    from {% if known.model %}{{ ref(known.model) }}{% else %}({{ union_systems(export) }}){% endif %} as records
    where {{ 'left_out_reason is null' if known.model else '1 = 1' }} {{ 'and ' ~ known.condition if known.condition }}
    group by {{ known.record_on }}
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

days as (
    select
        days.*,
        {{ month_number(add_days('as_of.as_of_date', 1)) }} - 1 - {{ month_number('days.record_on') }} as months_ago,
        max(days.record_on) over (partition by days.export) as newest_on,
        as_of.as_of_date
    from record_days as days
    inner join {{ ref('dim_as_of') }} as as_of on days.record_on <= as_of.as_of_date
),

-- the days between one day with records and the next, over the year before the newest record
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
        gaps.*,
        -- of equal gaps the last one tells
        sum(gap) over (partition by export order by gap rows between unbounded preceding and current row) as covered_days,
        sum(gap) over (partition by export) as all_days
    from gaps
),

-- 95 % of all days lie in a gap no longer than the usual one
paces as (
    select
        export,
        count(*) as day_count,
        min(case when covered_days * 100 >= all_days * 95 then gap end) as usual_gap
    from covered
    group by export
),

-- the last complete month and those before it; the first month with a record may be a part of one
spans as (
    select
        days.export,
        max({{ days_between('days.newest_on', 'days.as_of_date') }}) as age_days,
        {{ least_of(['max(days.months_ago) - 1', 'max(checks.lookback)']) }} as month_count
    from days
    left join {{ ref('dim_source_checks') }} as checks on days.export = checks.export and checks.check_id = 'volume'
    group by days.export
),

months as (
    select
        numbered.export,
        numbered.months_ago,
        coalesce(sum(days.records), 0) as records
    from (
        {{ integers_to('cast(month_count as integer)', 'months_ago', 'spans', ['export']) }}
    ) as numbered
    left join days on numbered.export = days.export and numbered.months_ago = days.months_ago
    group by numbered.export, numbered.months_ago
),

-- dates that are apart from all others, and the first of them
strays as (
    select
        strays.*,
        count(*) over (partition by export) as stray_count,
        row_number() over (partition by export order by happened_on, {{ bytewise('record_id') }}) as place
    from {{ ref('fct_stray_dates') }} as strays
)

select
    spans.export,
    'freshness' as check_id,
    cast(null as {{ dbt.type_string() }}) as example,
    spans.age_days as affected,
    paces.day_count as total,
    cast(paces.usual_gap as {{ type_double() }}) as expected
from spans
left join paces on spans.export = paces.export

union all

select
    export,
    'volume' as check_id,
    null as example,
    max(case when months_ago = 0 then records end) as affected,
    sum(case when months_ago > 0 then records else 0 end) as total,
    {{ percentile(0.5, 'case when months_ago > 0 then records end') }} as expected
from months
group by export
having count(*) > 3

union all

select
    record_days.export,
    'stray_dates' as check_id,
    max(strays.record_id || ' (' || cast(strays.happened_on as {{ dbt.type_string() }}) || ')') as example,
    coalesce(max(strays.stray_count), 0) as affected,
    sum(record_days.records) as total,
    null as expected
from record_days
inner join {{ ref('dim_source_checks') }} as checks on record_days.export = checks.export and checks.check_id = 'stray_dates'
left join strays on record_days.export = strays.export and strays.place = 1
group by record_days.export
