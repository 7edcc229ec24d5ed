-- Every KPI's rows with what all KPIs share: value, status, interval, the value before, the target and how far it is met.
with

kpis as (
    select
        *,
        aggregation in ('sum', 'last') as is_amount
    from {{ ref('dim_kpis') }}
),

-- every target in every period that it holds for
targets as (
    select
        targets.kpi_id,
        targets.scope_type,
        targets.scope_id,
        periods.period_type,
        periods.period_start,
        targets.target_value,
        targets.target_low,
        targets.target_high,
        targets.stretch_value,
        targets.amber_ratio
    from {{ ref('dim_targets') }} as targets
    inner join {{ ref('dim_periods') }} as periods
        on
            targets.period_type = periods.period_type
            and {{ is_valid_on('targets', 'periods.period_start') }}
),

-- the company has a row for every period; a team or rep for those with a record, or with a target of its own
row_keys as (
    select
        kpis.kpi_id,
        periods.period_type,
        periods.period_start,
        'company' as scope_type,
        'all' as scope_id
    from kpis
    cross join {{ ref('dim_periods') }} as periods

    union

    select
        kpi_id,
        period_type,
        period_start,
        scope_type,
        scope_id
    from {{ ref('kpi_sums') }}

    union

    select
        targets.kpi_id,
        targets.period_type,
        targets.period_start,
        targets.scope_type,
        targets.scope_id
    from targets
    left join {{ ref('dim_teams') }} as teams on targets.scope_type = 'team' and targets.scope_id = teams.team_id
    left join {{ ref('dim_reps') }} as reps on targets.scope_type = 'rep' and targets.scope_id = reps.rep_id
    where teams.team_id is not null or reps.rep_id is not null
),

-- without records a count is 0 and a rate unknown; without a required export everything is unknown
measured as (
    select
        kpis.kpi_id,
        row_keys.period_type,
        row_keys.period_start,
        row_keys.scope_type,
        row_keys.scope_id,
        case row_keys.scope_type when 'team' then row_keys.scope_id when 'rep' then reps.team_id end as team_id,
        sums.kpi_id is not null as has_records,
        coalesce(sums.has_unknown_records, false) as has_unknown_records,
        case
            when not kpis.has_required_exports then null
            when sums.kpi_id is null then case when kpis.counts_from_zero then 0 end
            else sums.numerator
        end as numerator,
        case
            when not kpis.has_required_exports or kpis.is_amount then null
            when sums.kpi_id is null then case when kpis.counts_from_zero then 0 end
            else sums.denominator
        end as denominator,
        coalesce(sums.sample_size, 0) as sample_size,
        sums.effective_sample_size,
        sums.own_status
    from row_keys
    inner join kpis
        on row_keys.kpi_id = kpis.kpi_id and ';' || replace(kpis.scopes, ' ', '') || ';' like '%;' || row_keys.scope_type || ';%'
    left join {{ ref('kpi_sums') }} as sums
        on
            row_keys.kpi_id = sums.kpi_id
            and row_keys.period_type = sums.period_type
            and row_keys.period_start = sums.period_start
            and row_keys.scope_type = sums.scope_type
            and row_keys.scope_id = sums.scope_id
    left join {{ ref('dim_reps') }} as reps on row_keys.scope_type = 'rep' and row_keys.scope_id = reps.rep_id
),

valued as (
    select
        measured.*,
        case when kpis.is_amount then measured.numerator else {{ safe_divide('measured.numerator', 'measured.denominator') }} end
            as kpi_value,
        periods.period_end,
        periods.previous_period_start,
        periods.is_complete_period,
        {{ add_days('periods.period_end', 'kpis.maturity_days') }} <= periods.as_of_date as is_mature
    from measured
    inner join kpis on measured.kpi_id = kpis.kpi_id
    inner join {{ ref('dim_periods') }} as periods
        on measured.period_type = periods.period_type and measured.period_start = periods.period_start
),

-- the first reason that holds why a value is none, or none to judge by
with_status as (
    select
        valued.*,
        case
            when not kpis.has_required_exports then 'no_data'
            when kpis.is_amount and valued.kpi_value is null then 'no_data'
            when kpis.is_amount then null
            when not valued.has_records then 'no_data'
            when valued.has_unknown_records and valued.denominator = 0 then 'no_data'
            when valued.own_status = 'zero_denominator' then 'zero_denominator'
            when valued.own_status is null and coalesce(valued.denominator, 0) = 0 then 'zero_denominator'
        end as no_value_status,
        case when kpis.is_proportion then {{ wilson('low', 'valued.kpi_value', 'valued.effective_sample_size') }} end as ci_low,
        case when kpis.is_proportion then {{ wilson('high', 'valued.kpi_value', 'valued.effective_sample_size') }} end as ci_high
    from valued
    inner join kpis on valued.kpi_id = kpis.kpi_id
),

judged as (
    select
        with_status.*,
        case
            when with_status.no_value_status is not null then with_status.no_value_status
            when kpis.maturity_days > 0 and not with_status.is_mature then 'immature'
            when with_status.sample_size < kpis.min_sample or with_status.own_status = 'low_sample' then 'low_sample'
            when with_status.kpi_value is null then 'no_data'
            when with_status.own_status = 'capped' then 'capped'
            else 'ok'
        end as value_status
    from with_status
    inner join kpis on with_status.kpi_id = kpis.kpi_id
),

-- the row's own target; where a rate or duration has none, its team's, then the company's
targeted as (
    select
        judged.*,
        {%- for column in ['target_value', 'target_low', 'target_high', 'stretch_value', 'amber_ratio'] %}
        case
            when own.kpi_id is not null then own.{{ column }}
            when team.kpi_id is not null then team.{{ column }}
            else company.{{ column }}
        end as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from judged
    inner join kpis on judged.kpi_id = kpis.kpi_id
    left join targets as own
        on
            judged.kpi_id = own.kpi_id
            and judged.period_type = own.period_type
            and judged.period_start = own.period_start
            and judged.scope_type = own.scope_type
            and judged.scope_id = own.scope_id
    left join targets as team
        on
            kpis.target_inherits
            and judged.scope_type = 'rep'
            and judged.kpi_id = team.kpi_id
            and judged.period_type = team.period_type
            and judged.period_start = team.period_start
            and team.scope_type = 'team'
            and judged.team_id = team.scope_id
    left join targets as company
        on
            kpis.target_inherits
            and judged.kpi_id = company.kpi_id
            and judged.period_type = company.period_type
            and judged.period_start = company.period_start
            and company.scope_type = 'company'
),

-- 1 and more is on target; in a band 1 is inside, and outside it is the ratio to the nearest bound
attained as (
    select
        targeted.*,
        kpis.direction,
        kpis.source_status,
        kpis.has_required_exports,
        case kpis.direction
            when 'higher' then {{ safe_divide('targeted.kpi_value', 'targeted.target_value') }}
            when 'lower' then {{ safe_divide('targeted.target_value', 'targeted.kpi_value') }}
            when 'band'
                then
                    case
                        when targeted.kpi_value < targeted.target_low
                            then {{ safe_divide('targeted.kpi_value', 'targeted.target_low') }}
                        when targeted.kpi_value > targeted.target_high
                            then {{ safe_divide('targeted.target_high', 'targeted.kpi_value') }}
                        when targeted.kpi_value is not null and coalesce(targeted.target_low, targeted.target_high) is not null
                            then 1
                    end
        end as attainment,
        case kpis.direction when 'band' then coalesce(targeted.target_low, targeted.target_high) else targeted.target_value end
        is not null as has_target,
        targeted.value_status in ('ok', 'capped')
        and targeted.is_complete_period
        and kpis.source_status <> 'untrusted' as is_assessed
    from targeted
    inner join kpis on targeted.kpi_id = kpis.kpi_id
),

-- shares of two sets of brands are not compared
brand_sets as (
    select
        periods.period_type,
        periods.period_start,
        max(sets.brand_set_version) as brand_set_version
    from {{ ref('dim_periods') }} as periods
    inner join {{ ref('dim_brand_sets') }} as sets
        on periods.period_end >= sets.valid_from and (sets.valid_to is null or periods.period_end <= sets.valid_to)
    group by periods.period_type, periods.period_start
)

select
    {{ kpi_row_id('attained') }} as kpi_row_id,
    attained.kpi_id,
    attained.period_type,
    attained.period_start,
    attained.period_end,
    attained.scope_type,
    attained.scope_id,
    cast(attained.numerator as {{ type_double() }}) as numerator,
    cast(attained.denominator as {{ type_double() }}) as denominator,
    cast(attained.kpi_value as {{ type_double() }}) as kpi_value,
    attained.sample_size,
    cast(attained.ci_low as {{ type_double() }}) as ci_low,
    cast(attained.ci_high as {{ type_double() }}) as ci_high,
    attained.value_status,
    attained.is_complete_period,
    attained.is_mature,
    cast(
        case
            when attained.kpi_id <> 'share_of_voice' then previous.kpi_value
            when (own_set.brand_set_version is not distinct from previous_set.brand_set_version) then previous.kpi_value
        end as {{ type_double() }}
    ) as previous_value,
    cast(attained.target_value as {{ type_double() }}) as target_value,
    cast(attained.target_low as {{ type_double() }}) as target_low,
    cast(attained.target_high as {{ type_double() }}) as target_high,
    cast(attained.attainment as {{ type_double() }}) as attainment,
    case
        when not attained.has_target then 'no_target'
        when not attained.is_assessed then 'not_assessed'
        -- nothing is better than none of what should be low
        when attained.direction = 'lower' and attained.kpi_value = 0 then 'on_target'
        when attained.attainment >= 1 then 'on_target'
        when attained.attainment >= coalesce(attained.amber_ratio, 0.9) then 'at_risk'
        else 'off_target'
    end as target_status,
    attained.source_status,
    attained.previous_period_start,
    attained.has_required_exports,
    attained.effective_sample_size,
    own_set.brand_set_version,
    attained.team_id,
    cast(attained.stretch_value as {{ type_double() }}) as stretch_value,
    case
        when attained.stretch_value is null then 'no_stretch'
        when not attained.is_assessed then 'not_assessed'
        when attained.direction = 'lower' and attained.kpi_value <= attained.stretch_value then 'reached'
        when attained.direction <> 'lower' and attained.kpi_value >= attained.stretch_value then 'reached'
        else 'not_reached'
    end as stretch_status
from attained
left join valued as previous
    on
        attained.kpi_id = previous.kpi_id
        and attained.period_type = previous.period_type
        and attained.previous_period_start = previous.period_start
        and attained.scope_type = previous.scope_type
        and attained.scope_id = previous.scope_id
left join brand_sets as own_set
    on attained.period_type = own_set.period_type and attained.period_start = own_set.period_start
left join brand_sets as previous_set
    on attained.period_type = previous_set.period_type and attained.previous_period_start = previous_set.period_start
