{%- set ids = kpi_ids() -%}
with

kpi_rows as (
{%- for kpi_id in ids %}
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
        kpis.name_en,
        kpis.name_zh,
        kpis.unit,
        kpis.direction,
        kpis.official_frequency,
        kpis.owner,
        kpis.weakest_check as source_check,
        kpis.action_en,
        kpis.action_zh,
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
    stretched.kpi_row_id,
    stretched.kpi_id,
    stretched.name_en,
    stretched.name_zh,
    stretched.unit,
    stretched.direction,
    stretched.official_frequency,
    stretched.owner,
    {{ kpi_shared_column_names('stretched.', skip=['kpi_row_id', 'kpi_id']) }},
    stretched.source_check,
    stretched.action_en,
    stretched.action_zh,
    supports.support,
    case when stretched.value_status = 'no_data' then supports.reason_en end as no_data_reason_en,
    case when stretched.value_status = 'no_data' then supports.reason_zh end as no_data_reason_zh,
    stretched.period_type = stretched.official_frequency as is_official,
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
left join {{ ref('dim_kpi_support') }} as supports on stretched.kpi_id = supports.kpi_id
