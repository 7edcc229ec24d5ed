{{ config(materialized='table') }}
-- Every KPI's rows with what all KPIs share: value, status, interval, the value before, the target and how far it is met.
with

settings as (
    {{ settings_of(['amber_ratio', 'interval_z']) }}
),

valued as (
    select
        sums.*,
        kpis.direction, kpis.is_proportion, kpis.min_sample, kpis.maturity_days, kpis.has_required_exports, kpis.source_status,
        kpis.aggregation in ('sum', 'last') as is_amount,
        case
            when kpis.aggregation in ('sum', 'last') then sums.numerator
            else {{ safe_divide('sums.numerator', 'sums.denominator') }}
        end as kpi_value,
        periods.period_end, periods.previous_period_start, periods.is_complete_period,
        {{ add_days('periods.period_end', 'kpis.maturity_days') }} <= periods.as_of_date as is_mature,
        -- a week has the one 52 weeks before it, with the same days
        case
            when sums.period_type = 'week' then {{ add_days('sums.period_start', -364) }}
            else {{ add_periods('year', 'sums.period_start', -1) }}
        end as last_year_period_start,
        brand_sets.brand_set_version
    from {{ ref('kpi_sums') }} as sums
    inner join {{ ref('dim_kpis') }} as kpis on sums.kpi_id = kpis.kpi_id
    inner join {{ ref('dim_periods') }} as periods
        on sums.period_type = periods.period_type and sums.period_start = periods.period_start
    left join {{ ref('dim_brand_sets') }} as brand_sets
        on
            sums.kpi_id = 'share_of_voice'
            and periods.period_end >= brand_sets.valid_from
            and (brand_sets.valid_to is null or periods.period_end <= brand_sets.valid_to)
),

judged as (
    select
        valued.*,
        -- the first reason that holds why a value is none, or none to judge by
        case
            when not has_required_exports or (is_amount and kpi_value is null) then 'no_data'
            when not is_amount and (not has_records or (has_unknown_records and denominator = 0)) then 'no_data'
            when own_status = 'zero_denominator' then 'zero_denominator'
            when not is_amount and own_status is null and coalesce(denominator, 0) = 0 then 'zero_denominator'
            when maturity_days > 0 and not is_mature then 'immature'
            when sample_size < min_sample or own_status = 'low_sample' then 'low_sample'
            when kpi_value is null then 'no_data'
            when own_status = 'capped' then 'capped'
            else 'ok'
        end as value_status
    from valued
),

compared as (
    select
        judged.*,
        previous.kpi_value as previous_value,
        last_year.kpi_value as last_year_value,
        targets.target_value, targets.target_low, targets.target_high, targets.stretch_value,
        coalesce(targets.amber_ratio, settings.amber_ratio) as amber_ratio,
        settings.interval_z,
        -- 1 and more is on target; in a band 1 is inside, and outside it is the ratio to the nearest bound
        case
            when judged.direction = 'higher' then {{ safe_divide('judged.kpi_value', 'targets.target_value') }}
            when judged.direction = 'lower' then {{ safe_divide('targets.target_value', 'judged.kpi_value') }}
            when judged.kpi_value < targets.target_low then {{ safe_divide('judged.kpi_value', 'targets.target_low') }}
            when judged.kpi_value > targets.target_high then {{ safe_divide('targets.target_high', 'judged.kpi_value') }}
            when judged.kpi_value is not null and coalesce(targets.target_low, targets.target_high) is not null then 1
        end as attainment,
        case judged.direction
            when 'band' then coalesce(targets.target_low, targets.target_high) else targets.target_value
        end is not null as has_target,
        judged.value_status in ('ok', 'capped')
        and judged.is_complete_period
        and judged.source_status <> 'untrusted' as is_assessed
    from judged
    cross join settings
    left join valued as previous
        on
            judged.kpi_id = previous.kpi_id
            and judged.period_type = previous.period_type
            and judged.previous_period_start = previous.period_start
            and judged.scope_type = previous.scope_type
            and judged.scope_id = previous.scope_id
            -- shares of two sets of brands are not compared
            and not {{ differs_from('judged.brand_set_version', 'previous.brand_set_version') }}
    left join valued as last_year
        on
            judged.kpi_id = last_year.kpi_id
            and judged.period_type = last_year.period_type
            and judged.last_year_period_start = last_year.period_start
            and judged.scope_type = last_year.scope_type
            and judged.scope_id = last_year.scope_id
            and not {{ differs_from('judged.brand_set_version', 'last_year.brand_set_version') }}
    left join {{ ref('dim_period_targets') }} as targets
        on
            judged.kpi_id = targets.kpi_id
            and judged.period_type = targets.period_type
            and judged.period_start = targets.period_start
            and judged.scope_type = targets.scope_type
            and judged.scope_id = targets.scope_id
)

select
    {{ kpi_row_id('compared') }} as kpi_row_id,
    compared.kpi_id,
    compared.period_type,
    compared.period_start,
    compared.period_end,
    compared.scope_type,
    compared.scope_id,
    compared.numerator,
    compared.denominator,
    compared.kpi_value,
    compared.sample_size,
    case when is_proportion then {{ wilson('low', 'kpi_value', 'effective_sample_size', 'interval_z') }} end as ci_low,
    case when is_proportion then {{ wilson('high', 'kpi_value', 'effective_sample_size', 'interval_z') }} end as ci_high,
    compared.value_status,
    compared.is_complete_period,
    compared.is_mature,
    compared.previous_value,
    compared.target_value,
    compared.target_low,
    compared.target_high,
    compared.attainment,
    case
        when not has_target then 'no_target'
        when not is_assessed then 'not_assessed'
        -- nothing is better than none of what should be low
        when direction = 'lower' and kpi_value = 0 then 'on_target'
        when attainment >= 1 then 'on_target'
        when attainment >= amber_ratio then 'at_risk'
        else 'off_target'
    end as target_status,
    compared.source_status,
    compared.previous_period_start,
    compared.has_required_exports,
    compared.effective_sample_size,
    compared.brand_set_version,
    case compared.scope_type when 'team' then compared.scope_id else reps.team_id end as team_id,
    compared.stretch_value,
    case
        when stretch_value is null then 'no_stretch'
        when not is_assessed then 'not_assessed'
        when direction = 'lower' and kpi_value <= stretch_value then 'reached'
        when direction <> 'lower' and kpi_value >= stretch_value then 'reached'
        else 'not_reached'
    end as stretch_status,
    compared.last_year_value
from compared
left join {{ ref('dim_reps') }} as reps on compared.scope_type = 'rep' and compared.scope_id = reps.rep_id
