{%- set months = ref('dim_period_days') -%}
with

lead_deals as (
    select
        lead_id,
        deal_id
    from {{ ref('fct_deals') }}
    where lead_id is not null

    union

    select
        lead_id,
        deal_id
    from {{ ref('fct_leads') }}
    where deal_id is not null
),

-- each record that a month of the company counts above or below the line, by the day that puts it into the month
dated as (
    select
        'average_response_time' as kpi_id,
        clock_started_on as counted_on,
        lead_id,
        cast(null as {{ dbt.type_string() }}) as customer_id,
        cast(null as {{ dbt.type_string() }}) as deal_id,
        cast(null as {{ dbt.type_string() }}) as meeting_id,
        cast(null as {{ dbt.type_string() }}) as session_id,
        cast(null as {{ dbt.type_string() }}) as naming_id
    from {{ ref('fct_lead_responses') }}
    where is_qualified and business_minutes is not null

    union all

    select 'system_touches', outcome_on, lead_id, null, null, null, null, null
    from {{ ref('fct_lead_outcomes') }}
    where touch_count > 0

    union all

    select 'meeting_acceptance_rate', first_invited_on, lead_id, null, null, meeting_id, null, null
    from {{ ref('fct_meetings') }}
    where
        is_counted_instance and not is_self_booked and not is_withdrawn_before_answer
        and (has_started or (has_invitation_answers and is_answered))

    union all

    select 'sql_to_customer_conversion_rate', qualified_on, lead_id, customer_id, null, null, null, null
    from {{ ref('fct_prospects') }}
    where not was_customer_before

    union all

    select 'deal_win_loss_ratio', deals.closed_on, lead_deals.lead_id, deals.customer_id, deals.deal_id, null, null, null
    from {{ ref('fct_deals') }} as deals
    left join lead_deals on deals.deal_id = lead_deals.deal_id
    where deals.outcome in ('won', 'lost', 'no_decision') and deals.deal_type <> 'renewal'

    union all

    select 'presentation_engagement', started_on, lead_id, null, null, null, session_id, null
    from {{ ref('fct_presentation_sessions') }}
    where not is_ignored

    union all

    select 'follow_up_time', started_on, lead_id, null, null, null, session_id, null
    from {{ ref('fct_presentation_sessions') }}
    where not is_ignored and is_completed and follow_up_minutes is not null

    union all

    select 'share_of_voice', surveyed_on, null, null, null, null, null, response_id
    from {{ ref('fct_brand_namings') }}
    where is_tracked
),

in_months as (
    select dated.*
    from dated
    inner join {{ months }} as months on dated.counted_on = months.date_day and months.period_type = 'month'
),

customer_kpis as (
    {%- for kpi_id, condition in [
        ('customer_retention_rate', 'is_active_at_start'),
        ('monthly_recurring_revenue', 'is_active_at_end'),
        ('customer_lifetime_value', 'is_active_at_start or is_active_at_end'),
        ('customer_acquisition_rate', 'is_active_at_start or is_new'),
        ('new_customers', 'is_new'),
    ] %}
    select
        '{{ kpi_id }}' as kpi_id,
        customer_id
    from {{ ref('fct_customer_periods') }}
    where period_type = 'month' and ({{ condition }})
    {{ 'union' if not loop.last }}
    {%- endfor %}
),

records as (
    {%- for name in ['lead', 'customer', 'deal', 'meeting', 'session', 'naming'] %}
    select
        kpi_id,
        '{{ name }}' as record_type,
        {{ name }}_id as record_id
    from in_months
    where {{ name }}_id is not null

    union

    {%- endfor %}

    select
        kpi_id,
        'customer' as record_type,
        customer_id as record_id
    from customer_kpis
)

select
    records.kpi_id,
    records.record_type,
    records.record_id
from records
inner join {{ ref('dim_kpis') }} as kpis on records.kpi_id = kpis.kpi_id
where kpis.has_required_exports
