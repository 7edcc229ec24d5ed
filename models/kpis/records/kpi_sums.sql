-- What the records of each KPI add up to, for every period and scope that has one: first by day and rep, then upwards.
with

by_day as (
    select
        kpi_id,
        counted_on,
        period_type,
        period_start,
        team_id,
        rep_id,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(denominator * denominator) as squared_denominator,
        sum(units) as sample_size,
        count(case when is_counted and numerator is null then 1 end) as missing_numerators,
        count(case when is_counted then 1 end) as counted_records,
        count(case when is_unknown then 1 end) as unknown_records
    from {{ ref('kpi_records') }}
    group by kpi_id, counted_on, period_type, period_start, team_id, rep_id
),

by_rep as (
    select
        by_day.kpi_id,
        days.period_type,
        days.period_start,
        by_day.team_id,
        by_day.rep_id,
        sum(by_day.numerator) as numerator,
        sum(by_day.denominator) as denominator,
        sum(by_day.squared_denominator) as squared_denominator,
        sum(by_day.sample_size) as sample_size,
        sum(by_day.missing_numerators) as missing_numerators,
        sum(by_day.counted_records) as counted_records,
        sum(by_day.unknown_records) as unknown_records
    from by_day
    inner join {{ ref('dim_period_days') }} as days on by_day.counted_on = days.date_day
    group by by_day.kpi_id, days.period_type, days.period_start, by_day.team_id, by_day.rep_id

    union all

    select
        kpi_id,
        period_type,
        period_start,
        team_id,
        rep_id,
        numerator,
        denominator,
        squared_denominator,
        sample_size,
        missing_numerators,
        counted_records,
        unknown_records
    from by_day
    where period_type is not null
),

summed as (
    select
        kpi_id,
        period_type,
        period_start,
        scope_type,
        scope_id,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(squared_denominator) as squared_denominator,
        sum(sample_size) as sample_size,
        sum(missing_numerators) as missing_numerators,
        sum(counted_records) as counted_records,
        sum(unknown_records) as unknown_records
    from {{ in_scopes('by_rep') }}
    group by kpi_id, period_type, period_start, scope_type, scope_id
)

select
    summed.kpi_id,
    summed.period_type,
    summed.period_start,
    summed.scope_type,
    summed.scope_id,
    -- nothing to add is 0; nothing known of what there is to add is unknown
    case
        when summed.missing_numerators = 0 or summed.missing_numerators < summed.counted_records
            then coalesce(summed.numerator, 0)
    end as numerator,
    summed.denominator,
    cast(summed.sample_size as bigint) as sample_size,
    -- of weighted records fewer count for the interval than there are; unweighted ones count as they are
    {{ safe_divide('(summed.denominator * summed.denominator)', 'summed.squared_denominator') }} as effective_sample_size,
    summed.unknown_records > 0 as has_unknown_records,
    cast(null as {{ dbt.type_string() }}) as own_status
from summed
where summed.kpi_id <> 'customer_lifetime_value'

union all

-- a lifetime value is pooled over months, and says itself when it is too young, without a base or capped
select
    'customer_lifetime_value' as kpi_id,
    period_type,
    period_start,
    scope_type,
    scope_id,
    numerator,
    denominator,
    sample_size,
    cast(null as {{ type_double() }}) as effective_sample_size,
    false as has_unknown_records,
    own_status
from {{ ref('kpi_customer_lifetime_value_sums') }}
where sample_size > 0 or active_customers > 0
