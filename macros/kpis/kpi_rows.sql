{#
    The CTEs that turn a KPI's measures into its rows; they end in `kpi_rows`, which holds every shared column and the
    measures' own.

    kpi_id    the KPI's id in kpi_definitions
    measures  CTE with one row per period and scope that has a record in the KPI's population: period_type,
              period_start, scope_type, scope_id, numerator, denominator, sample_size and the KPI's own columns
    counts    own columns that are 0 where there is no record: counts and amounts
    others    own columns that are NULL there: rates, durations, means
    labels    own columns that stay where a required export is absent (they are no measures)
    value     what the value is made of; numerator / denominator unless given
    sums      true where the value is a count or an amount: 0, and `ok`, without a record
    zero_numerator   false where numerator and denominator are NULL without a record, not 0
    has_records, is_zero_denominator, is_low_sample, is_capped   conditions on the measures, where they differ
    interval_units   the units of the Wilson interval; none for what is no proportion
    comparable_by    a column that must be the same in the previous period for its value to be told
    scopes           the kinds of scope that the KPI is told for
#}
{% macro kpi_rows(
    kpi_id,
    measures='measures',
    counts=[],
    others=[],
    labels={},
    value=none,
    sums=false,
    zero_numerator=true,
    has_records='measures.scope_id is not null',
    is_zero_denominator='coalesce(denominator, 0) = 0',
    is_low_sample='1 = 0',
    is_capped='1 = 0',
    interval_units=none,
    comparable_by=none,
    scopes=['company', 'team', 'rep']
) %}
{%- set double = type_double() | trim %}
kpi as (
    select *
    from {{ ref('dim_kpis') }}
    where kpi_id = '{{ kpi_id }}'
),

targets as (
    select *
    from {{ ref('dim_targets') }}
    where kpi_id = '{{ kpi_id }}'
),

-- the company has a row for every period; a team or rep for those with a record, or with a target of its own
row_keys as (
    select
        period_type,
        period_start,
        'company' as scope_type,
        'all' as scope_id
    from {{ ref('dim_periods') }}

    union

    select
        period_type,
        period_start,
        scope_type,
        scope_id
    from {{ measures }}
    {%- if scopes | length > 1 %}

    union

    select
        periods.period_type,
        periods.period_start,
        targets.scope_type,
        targets.scope_id
    from targets
    inner join {{ ref('dim_periods') }} as periods
        on
            targets.period_type = periods.period_type
            and {{ is_valid_on('targets', 'periods.period_start') }}
    left join {{ ref('dim_teams') }} as teams on targets.scope_type = 'team' and targets.scope_id = teams.team_id
    left join {{ ref('dim_reps') }} as reps on targets.scope_type = 'rep' and targets.scope_id = reps.rep_id
    where teams.team_id is not null or reps.rep_id is not null
    {%- endif %}
),

-- numbers: 0 for a count or an amount without records, NULL for all where a required export is absent
measured as (
    select
        kpi.kpi_id,
        row_keys.period_type,
        row_keys.period_start,
        periods.period_end,
        periods.previous_period_start,
        periods.closes_on,
        periods.working_days,
        periods.working_days_elapsed,
        row_keys.scope_type,
        row_keys.scope_id,
        {{ has_records }} as has_records,
        kpi.has_required_exports,
        {%- if zero_numerator %}
        case when kpi.has_required_exports then case when measures.scope_id is null then 0 else measures.numerator end end
            as numerator,
        {%- else %}
        case when kpi.has_required_exports then measures.numerator end as numerator,
        {%- endif %}
        {%- if sums or not zero_numerator %}
        case when kpi.has_required_exports then measures.denominator end as denominator,
        {%- else %}
        case when kpi.has_required_exports then case when measures.scope_id is null then 0 else measures.denominator end end
            as denominator,
        {%- endif %}
        cast(coalesce(measures.sample_size, 0) as bigint) as sample_size,
        {%- for column in counts %}
        case
            when kpi.has_required_exports
                then case when measures.scope_id is null then 0 else measures.{{ column }} end
        end as {{ column }},
        {%- endfor %}
        {%- for column in others %}
        case when kpi.has_required_exports then measures.{{ column }} end as {{ column }},
        {%- endfor %}
        {%- for column, expression in labels.items() %}
        {{ expression }} as {{ column }},
        {%- endfor %}
        periods.is_complete_period,
        {{ add_days('periods.period_end', 'kpi.maturity_days') }} <= periods.as_of_date as is_mature,
        kpi.maturity_days,
        kpi.min_sample,
        kpi.direction,
        kpi.source_status,
        kpi.target_inherits
    from row_keys
    cross join kpi
    inner join {{ ref('dim_periods') }} as periods
        on row_keys.period_type = periods.period_type and row_keys.period_start = periods.period_start
    left join {{ measures }} as measures
        on
            row_keys.period_type = measures.period_type
            and row_keys.period_start = measures.period_start
            and row_keys.scope_type = measures.scope_type
            and row_keys.scope_id = measures.scope_id
),

valued as (
    select
        measured.*,
        {{ value or safe_divide('numerator', 'denominator') }} as kpi_value
    from measured
),

with_status as (
    select
        valued.*,
        {%- if interval_units %}
        {{ wilson('low', 'kpi_value', interval_units) }} as ci_low,
        {{ wilson('high', 'kpi_value', interval_units) }} as ci_high,
        {%- else %}
        cast(null as {{ double }}) as ci_low,
        cast(null as {{ double }}) as ci_high,
        {%- endif %}
        case
            when not has_required_exports then 'no_data'
            {%- if sums %}
            when kpi_value is null then 'no_data'
            {%- else %}
            when not has_records then 'no_data'
            when {{ is_zero_denominator }} then 'zero_denominator'
            {%- endif %}
            when maturity_days > 0 and not is_mature then 'immature'
            when sample_size < min_sample then 'low_sample'
            when {{ is_low_sample }} then 'low_sample'
            {%- if not sums %}
            when kpi_value is null then 'no_data'
            {%- endif %}
            when {{ is_capped }} then 'capped'
            else 'ok'
        end as value_status
    from valued
),

-- the row's own target; where a rate or duration has none, its team's, then the company's
targeted as (
    select
        with_status.*,
        {%- for column in ['target_value', 'target_low', 'target_high', 'amber_ratio'] %}
        case
            when own.kpi_id is not null then own.{{ column }}
            when team.kpi_id is not null then team.{{ column }}
            else company.{{ column }}
        end as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from with_status
    left join targets as own
        on
            with_status.scope_type = own.scope_type
            and with_status.scope_id = own.scope_id
            and with_status.period_type = own.period_type
            and {{ is_valid_on('own', 'with_status.period_start') }}
    left join {{ ref('dim_reps') }} as reps
        on with_status.scope_type = 'rep' and with_status.scope_id = reps.rep_id
    left join targets as team
        on
            with_status.target_inherits
            and team.scope_type = 'team'
            and reps.team_id = team.scope_id
            and with_status.period_type = team.period_type
            and {{ is_valid_on('team', 'with_status.period_start') }}
    left join targets as company
        on
            with_status.target_inherits
            and company.scope_type = 'company'
            and with_status.period_type = company.period_type
            and {{ is_valid_on('company', 'with_status.period_start') }}
),

attained as (
    select
        targeted.*,
        {{ attainment() }} as attainment
    from targeted
),

kpi_rows as (
    select
        attained.*,
        {{ kpi_row_id() }} as kpi_row_id,
        {%- if comparable_by %}
        case
            when (attained.{{ comparable_by }} is not distinct from previous.previous_{{ comparable_by }})
                then previous.previous_value
        end as previous_value,
        {%- else %}
        previous.previous_value,
        {%- endif %}
        case
            when case direction when 'band' then coalesce(target_low, target_high) else target_value end is null
                then 'no_target'
            when
                value_status not in ('ok', 'capped') or not is_complete_period or source_status = 'untrusted'
                then 'not_assessed'
            -- nothing is better than none of what should be low
            when direction = 'lower' and kpi_value = 0 then 'on_target'
            when attainment >= 1 then 'on_target'
            when attainment >= coalesce(amber_ratio, 0.9) then 'at_risk'
            else 'off_target'
        end as target_status
    from attained
    left join (
        select
            period_type as previous_type,
            period_start as previous_start,
            scope_type as previous_scope_type,
            scope_id as previous_scope_id,
            {%- if comparable_by %}
            {{ comparable_by }} as previous_{{ comparable_by }},
            {%- endif %}
            kpi_value as previous_value
        from valued
    ) as previous
        on
            attained.period_type = previous.previous_type
            and attained.previous_period_start = previous.previous_start
            and attained.scope_type = previous.previous_scope_type
            and attained.scope_id = previous.previous_scope_id
)
{%- endmacro %}
