{%- set double = type_double() -%}
with

-- what each record adds above and below the line of its KPI, by the day that puts it into a period
dated as (
    select
        'average_response_time' as kpi_id,
        'leads' as export,
        lead_id as record_id,
        clock_started_on as counted_on,
        cast(business_minutes as {{ double }}) as numerator_amount,
        cast(1 as {{ double }}) as denominator_amount
    from {{ ref('fct_lead_responses') }}
    where is_qualified and business_minutes is not null

    union all

    select 'system_touches', 'leads', lead_id, outcome_on, touch_count, 1
    from {{ ref('fct_lead_outcomes') }}
    where touch_count > 0

    union all

    select
        'meeting_acceptance_rate',
        'meetings',
        chain_id,
        first_invited_on,
        case
            when has_invitation_answers then case when response = 'accepted' then 1 else 0 end
            when outcome = 'canceled' then 0
            else 1
        end,
        1
    from {{ ref('fct_meetings') }}
    where
        is_counted_instance and not is_self_booked and not is_withdrawn_before_answer
        and (has_started or (has_invitation_answers and is_answered))

    union all

    select
        'sql_to_customer_conversion_rate',
        'leads',
        prospects.lead_id,
        prospects.qualified_on,
        case when prospects.days_to_customer <= kpis.maturity_days then 1 else 0 end,
        1
    from {{ ref('fct_prospects') }} as prospects
    inner join {{ ref('dim_kpis') }} as kpis on kpis.kpi_id = 'sql_to_customer_conversion_rate'
    where not prospects.was_customer_before

    union all

    select
        'deal_win_loss_ratio',
        'deals',
        deal_id,
        closed_on,
        case when outcome = 'won' then 1 else 0 end,
        case when outcome = 'won' then 0 else 1 end
    from {{ ref('fct_deals') }}
    where outcome in ('won', 'lost', 'no_decision') and deal_type <> 'renewal'

    union all

    select 'presentation_engagement', 'presentation_sessions', session_id, started_on, case when is_completed then 1 else 0 end, 1
    from {{ ref('fct_presentation_sessions') }}
    where not is_ignored

    union all

    select 'follow_up_time', 'presentation_sessions', session_id, started_on, follow_up_minutes, 1
    from {{ ref('fct_presentation_sessions') }}
    where not is_ignored and is_completed and follow_up_minutes is not null
),

official_days as (
    select
        kpis.kpi_id,
        days.period_type,
        days.period_start,
        days.date_day
    from {{ ref('dim_kpis') }} as kpis
    inner join {{ ref('dim_period_days') }} as days on kpis.official_frequency = days.period_type
),

customers as (
    {%- for kpi_id, condition, numerator, denominator in [
        ('customer_retention_rate', 'is_active_at_start', 'case when is_active_at_end then 1 else 0 end', '1'),
        ('monthly_recurring_revenue', 'is_active_at_end', 'coalesce(closing_mrr, 0)', '0'),
        (
            'customer_acquisition_rate', 'is_active_at_start or is_new', 'case when is_new then 1 else 0 end',
            'case when is_active_at_start then 1 else 0 end',
        ),
        ('new_customers', 'is_new', '1', '0'),
    ] %}
    select
        kpis.kpi_id,
        customers.period_type,
        customers.period_start,
        customers.customer_id,
        cast({{ numerator }} as {{ double }}) as numerator_amount,
        cast({{ denominator }} as {{ double }}) as denominator_amount
    from {{ ref('fct_customer_periods') }} as customers
    inner join {{ ref('dim_kpis') }} as kpis
        on kpis.kpi_id = '{{ kpi_id }}' and customers.period_type = kpis.official_frequency
    where {{ condition }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

counted as (
    select
        dated.kpi_id,
        official_days.period_type,
        official_days.period_start,
        dated.export,
        dated.record_id,
        dated.numerator_amount,
        dated.denominator_amount
    from dated
    inner join official_days on dated.kpi_id = official_days.kpi_id and dated.counted_on = official_days.date_day

    union all

    select
        kpi_id,
        period_type,
        period_start,
        'accounts' as export,
        customer_id as record_id,
        numerator_amount,
        denominator_amount
    from customers
)

select
    counted.kpi_id,
    counted.period_type,
    counted.period_start,
    counted.export,
    counted.record_id,
    counted.numerator_amount,
    counted.denominator_amount
from counted
inner join {{ ref('dim_kpis') }} as kpis on counted.kpi_id = kpis.kpi_id
where kpis.has_required_exports
