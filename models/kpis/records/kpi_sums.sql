{{ config(materialized='table') }}
-- What the records of each KPI add up to, for every row that its table has: first by day and rep, and by day
-- and slice, then upwards.
with

by_day as (
{%- set parts = ['team_id, rep_id', 'scope_type, scope_id'] if variable('slices') else ['team_id, rep_id'] %}
{%- for part in parts %}
    select
        records.kpi_id,
        records.counted_on,
        records.period_type,
        records.period_start,
        {%- if loop.first %}
        records.team_id,
        records.rep_id,
        cast(null as {{ dbt.type_string() }}) as slice_type,
        cast(null as {{ dbt.type_string() }}) as slice_id,
        {%- else %}
        cast(null as {{ dbt.type_string() }}) as team_id,
        cast(null as {{ dbt.type_string() }}) as rep_id,
        slices.scope_type as slice_type,
        slices.scope_id as slice_id,
        {%- endif %}
        sum(records.numerator) as numerator,
        sum(records.denominator) as denominator,
        sum(records.denominator * records.denominator) as squared_denominator,
        sum(records.units) as sample_size,
        count(case when records.is_counted and records.numerator is null then 1 end) as missing_numerators,
        count(case when records.is_counted then 1 end) as counted_records,
        count(case when records.is_unknown then 1 end) as unknown_records
    from {{ ref('kpi_records') }} as records
    {%- if not loop.first %}
    {{ join_slices(['records.export', 'records.record_id']) }}
    {%- endif %}
    group by
        records.kpi_id, records.counted_on, records.period_type, records.period_start,
        {{ 'records.team_id, records.rep_id' if loop.first else 'slices.scope_type, slices.scope_id' }}
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

-- a day belongs to its week, month, quarter and year; what counts by period has its own
by_period as (
    select
        by_day.kpi_id,
        coalesce(days.period_type, by_day.period_type) as period_type,
        coalesce(days.period_start, by_day.period_start) as period_start,
        by_day.team_id,
        by_day.rep_id,
        by_day.slice_type,
        by_day.slice_id,
        sum(by_day.numerator) as numerator,
        sum(by_day.denominator) as denominator,
        sum(by_day.squared_denominator) as squared_denominator,
        sum(by_day.sample_size) as sample_size,
        sum(by_day.missing_numerators) as missing_numerators,
        sum(by_day.counted_records) as counted_records,
        sum(by_day.unknown_records) as unknown_records
    from by_day
    left join {{ ref('dim_period_days') }} as days on by_day.counted_on = days.date_day
    where days.date_day is not null or by_day.period_type is not null
    group by
        by_day.kpi_id, coalesce(days.period_type, by_day.period_type), coalesce(days.period_start, by_day.period_start),
        by_day.team_id, by_day.rep_id, by_day.slice_type, by_day.slice_id
),

by_scope as (
    select by_period.*, {{ scope_columns('by_period') }}
    from by_period
    {{ join_scopes() }}
    where by_period.slice_type is null

    union all

    select by_period.*, by_period.slice_type as scope_type, by_period.slice_id as scope_id
    from by_period
    where by_period.slice_type is not null and {{ is_slice_period('by_period') }}
),

summed as (
    select
        kpi_id,
        period_type,
        period_start,
        scope_type,
        scope_id,
        -- nothing to add is 0; nothing known of what there is to add is unknown
        case
            when sum(missing_numerators) = 0 or sum(missing_numerators) < sum(counted_records) then coalesce(sum(numerator), 0)
        end as numerator,
        sum(denominator) as denominator,
        sum(sample_size) as sample_size,
        -- of weighted records fewer count for the interval than there are; unweighted ones count as they are
        {{ safe_divide('(sum(denominator) * sum(denominator))', 'sum(squared_denominator)') }} as effective_sample_size,
        sum(unknown_records) > 0 as has_unknown_records,
        cast(null as {{ dbt.type_string() }}) as own_status
    from by_scope
    where kpi_id <> 'customer_lifetime_value'
    group by kpi_id, period_type, period_start, scope_type, scope_id

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
),

-- the company has a row for every period; a team, rep or slice for those with a record, or with a target of its own
row_keys as (
    select kpis.kpi_id, periods.period_type, periods.period_start, 'company' as scope_type, 'all' as scope_id
    from {{ ref('dim_kpis') }} as kpis
    cross join {{ ref('dim_periods') }} as periods
    {{ union_distinct() }}
    select kpi_id, period_type, period_start, scope_type, scope_id from summed
    {{ union_distinct() }}
    select kpi_id, period_type, period_start, scope_type, scope_id from {{ ref('dim_period_targets') }} where is_own
)

-- without records a count is 0 and a rate unknown; without a required export everything is unknown
select
    kpi_id,
    period_type,
    period_start,
    scope_type,
    scope_id,
    summed.sample_size is not null as has_records,
    case
        when not kpis.has_required_exports then null
        when summed.sample_size is not null then summed.numerator
        when kpis.counts_from_zero then 0
    end as numerator,
    case
        when not kpis.has_required_exports or kpis.aggregation in ('sum', 'last') then null
        when summed.sample_size is not null then summed.denominator
        when kpis.counts_from_zero then 0
    end as denominator,
    cast(coalesce(summed.sample_size, 0) as bigint) as sample_size,
    summed.effective_sample_size,
    coalesce(summed.has_unknown_records, false) as has_unknown_records,
    summed.own_status
from row_keys
inner join {{ ref('dim_kpis') }} as kpis using (kpi_id)
left join summed using (kpi_id, period_type, period_start, scope_type, scope_id)
where {{ is_listed('scope_type', 'kpis.scopes') }} and ({{ is_no_slice('row_keys') }} or {{ is_slice_period('row_keys') }})
