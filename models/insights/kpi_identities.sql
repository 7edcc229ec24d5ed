with

sides as (
    select
        sides.*,
        rules.name_en as identity_en,
        rules.name_zh as identity_zh,
        rules.statement,
        rules.breach_status,
        rules.absolute_tolerance,
        case sides.period_type
            when 'week' then rules.week_tolerance
            when 'month' then rules.month_tolerance
            when 'quarter' then rules.quarter_tolerance
            else rules.year_tolerance
        end as relative_tolerance,
        rules.derived_measure,
        rules.derived_name_en,
        rules.derived_name_zh,
        periods.period_end,
        periods.is_complete_period
    from {{ ref('kpi_identity_sides') }} as sides
    inner join {{ ref('kpi_identity_rules') }} as rules on sides.identity_id = rules.identity_id
    inner join {{ ref('dim_periods') }} as periods
        on sides.period_type = periods.period_type and sides.period_start = periods.period_start
),

compared as (
    select
        sides.*,
        left_value - right_value as residual,
        case
            when left_value is not null and right_value is not null
                then absolute_tolerance
                    + relative_tolerance * coalesce(abs(scale_value), {{ greatest_of(['abs(left_value)', 'abs(right_value)']) }})
        end as tolerance
    from sides
)

select
    {{ digest([
        'identity_id', 'period_type', 'cast(period_start as ' ~ dbt.type_string() ~ ')', 'scope_type', 'scope_id',
    ]) }} as identity_row_id,
    identity_id,
    identity_en,
    identity_zh,
    statement,
    period_type,
    period_start,
    period_end,
    scope_type,
    scope_id,
    is_complete_period,
    left_value,
    right_value,
    residual,
    tolerance,
    case
        when residual is null or tolerance is null then 'not_assessed'
        -- a deal won today may be billed next week
        when breach_status = 'apart' and not is_complete_period then 'not_assessed'
        when abs(residual) <= tolerance then 'holds'
        else breach_status
    end as status,
    left_value is null and right_value is not null and derived_measure is not null as is_derived,
    case when left_value is null and right_value is not null then derived_measure end as derived_measure,
    case when left_value is null and right_value is not null then derived_name_en end as derived_name_en,
    case when left_value is null and right_value is not null then derived_name_zh end as derived_name_zh,
    case when left_value is null and derived_measure is not null then right_value end as derived_value
from compared
