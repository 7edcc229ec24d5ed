with

settings as (
    {{ settings_of(['amber_ratio']) }}
),

lifetime_values as (
    select
        clv.*,
        -- what is usual here: the mean of the twelve periods before, those without a value left out
        avg(case when value_status in ('ok', 'capped') then kpi_value end) over (
            partition by period_type, scope_type, scope_id
            order by period_start
            rows between 12 preceding and 1 preceding
        ) as usual_value
    from {{ ref('kpi_customer_lifetime_value') }} as clv
),

together as (
    select
        acquisition.period_type,
        acquisition.period_start,
        acquisition.period_end,
        acquisition.scope_type,
        acquisition.scope_id,
        acquisition.is_complete_period,
        acquisition.numerator as new_customers,
        acquisition.kpi_value as acquisition_rate,
        acquisition.break_even_rate,
        coalesce(acquisition.target_value, acquisition.break_even_rate) as acquisition_reference,
        case when acquisition.target_value is null then 'break_even' else 'target' end as acquisition_reference_kind,
        acquisition.required_new_customers,
        -- what is near a target is no miss of it, as for targets; below break-even the customers grow fewer
        case
            when acquisition.target_value is null then 1 else coalesce(acquisition_targets.amber_ratio, settings.amber_ratio)
        end as acquisition_tolerance,
        coalesce(lifetime_targets.amber_ratio, settings.amber_ratio) as lifetime_value_tolerance,
        lifetime_values.kpi_value as lifetime_value,
        coalesce(lifetime_values.target_value, lifetime_values.usual_value) as lifetime_value_reference,
        case when lifetime_values.target_value is null then 'usual' else 'target' end as lifetime_value_reference_kind,
        acquisition.acquisition_value,
        acquisition.is_complete_period
        and acquisition.value_status = 'ok'
        and lifetime_values.value_status in ('ok', 'capped') as is_assessed
    from {{ ref('kpi_customer_acquisition_rate') }} as acquisition
    left join lifetime_values
        on
            acquisition.period_type = lifetime_values.period_type
            and acquisition.period_start = lifetime_values.period_start
            and acquisition.scope_type = lifetime_values.scope_type
            and acquisition.scope_id = lifetime_values.scope_id
    cross join settings
    {%- for name, kpi_id in [('acquisition', 'customer_acquisition_rate'), ('lifetime', 'customer_lifetime_value')] %}
    left join {{ ref('dim_period_targets') }} as {{ name }}_targets
        on
            {{ name }}_targets.kpi_id = '{{ kpi_id }}'
            and acquisition.period_type = {{ name }}_targets.period_type
            and acquisition.period_start = {{ name }}_targets.period_start
            and acquisition.scope_type = {{ name }}_targets.scope_type
            and acquisition.scope_id = {{ name }}_targets.scope_id
    {%- endfor %}
    where acquisition.period_type in ('month', 'quarter', 'year')
),

placed as (
    select
        together.*,
        case
            when is_assessed and lifetime_value_reference is not null and acquisition_reference is not null
                then
                    case
                        when lifetime_value >= lifetime_value_tolerance * lifetime_value_reference then 'high_clv_'
                        else 'low_clv_'
                    end
                    || case
                        when acquisition_rate >= acquisition_tolerance * acquisition_reference then 'high_acquisition'
                        else 'low_acquisition'
                    end
        end as quadrant
    from together
)

select
    {{ digest([
        'placed.period_type', 'cast(placed.period_start as ' ~ dbt.type_string() ~ ')', 'placed.scope_type', 'placed.scope_id',
    ]) }} as clv_acquisition_id,
    placed.period_type,
    placed.period_start,
    placed.period_end,
    placed.scope_type,
    placed.scope_id,
    placed.is_complete_period,
    placed.new_customers,
    placed.required_new_customers,
    placed.required_new_customers - placed.new_customers as missing_new_customers,
    placed.acquisition_rate,
    placed.break_even_rate,
    placed.acquisition_rate >= placed.break_even_rate as is_above_break_even,
    placed.acquisition_reference,
    placed.acquisition_reference_kind,
    placed.lifetime_value,
    placed.lifetime_value_reference,
    placed.lifetime_value_reference_kind,
    placed.acquisition_value,
    placed.quadrant,
    quadrants.name_en as quadrant_en,
    quadrants.name_zh as quadrant_zh,
    quadrants.action_en,
    quadrants.action_zh
from placed
left join {{ ref('clv_acquisition_quadrants') }} as quadrants on placed.quadrant = quadrants.quadrant
