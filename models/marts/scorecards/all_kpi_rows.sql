with

kpi_rows as (
{%- for kpi_id in kpi_ids() %}
    select
        {{ kpi_shared_column_names() }}
    from {{ ref('kpi_' ~ kpi_id) }}
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

period_targets as (
    select
        targets.kpi_id,
        targets.period_type,
        periods.period_start,
        targets.scope_type,
        targets.scope_id,
        targets.stretch_value
    from {{ ref('dim_targets') }} as targets
    inner join {{ ref('dim_periods') }} as periods
        on targets.period_type = periods.period_type and {{ is_valid_on('targets', 'periods.period_start') }}
),

-- found as target_value is: the row's own target, else where the KPI inherits its team's, then the company's
stretched as (
    select
        kpi_rows.*,
        kpis.direction,
        case kpi_rows.scope_type when 'team' then kpi_rows.scope_id when 'rep' then reps.team_id end as team_id,
        case
            when own.kpi_id is not null then own.stretch_value
            when team.kpi_id is not null then team.stretch_value
            else company.stretch_value
        end as stretch_value
    from kpi_rows
    inner join {{ ref('dim_kpis') }} as kpis on kpi_rows.kpi_id = kpis.kpi_id
    left join {{ ref('dim_reps') }} as reps on kpi_rows.scope_type = 'rep' and kpi_rows.scope_id = reps.rep_id
    {%- for name, scope in [
        ('own', 'own.scope_type = kpi_rows.scope_type and own.scope_id = kpi_rows.scope_id'),
        ('team', "kpis.target_inherits and team.scope_type = 'team' and team.scope_id = reps.team_id"),
        ('company', "kpis.target_inherits and company.scope_type = 'company'"),
    ] %}
    left join period_targets as {{ name }}
        on
            {{ name }}.kpi_id = kpi_rows.kpi_id
            and {{ name }}.period_type = kpi_rows.period_type
            and {{ name }}.period_start = kpi_rows.period_start
            and {{ scope }}
    {%- endfor %}
)

select
    {{ kpi_shared_column_names('stretched.') }},
    stretched.team_id,
    stretched.stretch_value,
    case
        when stretched.stretch_value is null then 'no_stretch'
        when
            stretched.value_status not in ('ok', 'capped')
            or not stretched.is_complete_period
            or stretched.source_status = 'untrusted'
            then 'not_assessed'
        when
            case
                when stretched.direction = 'lower' then stretched.kpi_value <= stretched.stretch_value
                else stretched.kpi_value >= stretched.stretch_value
            end
            then 'reached'
        else 'not_reached'
    end as stretch_status
from stretched
