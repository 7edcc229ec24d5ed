-- The records of a KPI add up to each row of it: those that count, taken one by one for the row's period and scope, give
-- its numerator, denominator and sample size. Nothing known of what there is to add is unknown, and no record that does
-- not count adds anything. The scorecard, the KPI's own table and its records agree, row by row and record by record.
-- A lifetime value is no sum of records: its sample is how often customers were exposed to churn, that is the customers
-- at the start of each of the last six complete months.
with

kpi_tables as (
    {%- for kpi_id in kpi_ids() %}
    select
        kpi_row_id,
        numerator,
        denominator,
        sample_size
    from {{ ref('kpi_' ~ kpi_id) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

record_counts as (
    {%- for kpi_id in kpi_ids() %}
    select
        '{{ kpi_id }}' as kpi_id,
        count(*) as record_count
    from {{ ref('records_' ~ kpi_id) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

dated as (
    select
        kpi_id,
        export,
        record_id,
        period_type,
        period_start,
        team_id,
        rep_id,
        numerator,
        denominator,
        units
    from {{ ref('kpi_drillthrough') }}
    where is_counted
),

scoped as (
    select records.*
    from {{ in_scopes('dated') }}
    inner join {{ ref('dim_kpis') }} as kpis
        on
            records.kpi_id = kpis.kpi_id
            and {{ is_listed('records.scope_type', 'kpis.scopes') }}
),

months as (
    select
        periods.period_type,
        periods.period_start,
        months.period_start as month_start,
        row_number() over (
            partition by periods.period_type, periods.period_start
            order by months.period_start desc
        ) as months_back
    from {{ ref('dim_periods') }} as periods
    inner join {{ ref('dim_periods') }} as months
        on months.period_type = 'month' and months.is_complete_period and months.period_end <= periods.closes_on
),

added as (
    select
        kpi_id,
        period_type,
        period_start,
        scope_type,
        scope_id,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(units) as sample_size,
        count(numerator) as known_numerators
    from scoped
    where kpi_id <> 'customer_lifetime_value'
    group by kpi_id, period_type, period_start, scope_type, scope_id

    union all

    select
        scoped.kpi_id,
        months.period_type,
        months.period_start,
        scoped.scope_type,
        scoped.scope_id,
        null as numerator,
        null as denominator,
        sum(scoped.units) as sample_size,
        0 as known_numerators
    from scoped
    inner join months
        on scoped.period_type = 'month' and scoped.period_start = months.month_start and months.months_back <= 6
    where scoped.kpi_id = 'customer_lifetime_value' and ({{ is_no_slice('scoped') }} or {{ is_slice_period('months') }})
    group by scoped.kpi_id, months.period_type, months.period_start, scoped.scope_type, scoped.scope_id
    having sum(scoped.units) > 0
),

kpi_rows as (
    select scorecard.*
    from {{ ref('kpi_scorecard') }} as scorecard
    inner join {{ ref('dim_kpis') }} as kpis on scorecard.kpi_id = kpis.kpi_id and kpis.has_required_exports
),

compared as (
    select
        coalesce(kpi_rows.kpi_id, added.kpi_id) as kpi_id,
        coalesce(kpi_rows.period_type, added.period_type) as period_type,
        coalesce(kpi_rows.period_start, added.period_start) as period_start,
        coalesce(kpi_rows.scope_id, added.scope_id) as scope_id,
        case
            when kpi_rows.kpi_row_id is null then 'records without a row'
            when coalesce(kpi_rows.sample_size, 0) <> coalesce(added.sample_size, 0) then 'sample size'
            when kpi_rows.kpi_id = 'customer_lifetime_value' then null
            when (kpi_rows.numerator is null) <> (added.known_numerators = 0) then 'unknown numerator'
            when
                abs(coalesce(kpi_rows.numerator, 0) - coalesce(added.numerator, 0))
                > 0.000001 + 0.000000001 * abs(coalesce(added.numerator, 0))
                then 'numerator'
            when
                abs(coalesce(kpi_rows.denominator, 0) - coalesce(added.denominator, 0))
                > 0.000001 + 0.000000001 * abs(coalesce(added.denominator, 0))
                then 'denominator'
        end as fault
    from kpi_rows
    full outer join added
        on
            kpi_rows.kpi_id = added.kpi_id
            and kpi_rows.period_type = added.period_type
            and kpi_rows.period_start = added.period_start
            and kpi_rows.scope_type = added.scope_type
            and kpi_rows.scope_id = added.scope_id

    union all

    select
        coalesce(scorecard.kpi_id, 'not in the scorecard') as kpi_id,
        scorecard.period_type,
        scorecard.period_start,
        scorecard.scope_id,
        case
            when kpi_tables.kpi_row_id is null or scorecard.kpi_row_id is null then 'scorecard or table without the row'
            when
                (kpi_tables.numerator is distinct from scorecard.numerator)
                or (kpi_tables.denominator is distinct from scorecard.denominator)
                or (kpi_tables.sample_size is distinct from scorecard.sample_size)
                then 'scorecard and table'
        end as fault
    from {{ ref('kpi_scorecard') }} as scorecard
    full outer join kpi_tables on scorecard.kpi_row_id = kpi_tables.kpi_row_id

    union all

    select
        kpi_id,
        period_type,
        coalesce(period_start, counted_on) as period_start,
        rep_id as scope_id,
        case
            -- without an as-of date no day is sound, and no period is reported
            when counted_on is null and period_start is null and as_of.as_of_date is not null
                then 'record without a day or period'
            when
                not is_counted and (coalesce(numerator, 0) <> 0 or coalesce(denominator, 0) <> 0 or units <> 0)
                then 'record that does not count and adds'
        end as fault
    from {{ ref('kpi_records') }}
    cross join {{ ref('dim_as_of') }} as as_of

    union all

    select
        record_counts.kpi_id,
        null as period_type,
        null as period_start,
        null as scope_id,
        case when record_counts.record_count <> count(records.record_id) then 'records that kpi_records lacks' end as fault
    from record_counts
    left join {{ ref('kpi_records') }} as records on record_counts.kpi_id = records.kpi_id
    group by record_counts.kpi_id, record_counts.record_count
)

select *
from compared
where fault is not null
