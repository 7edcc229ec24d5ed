with

rules as (
    select
        kpis.maturity_days,
        kpis.has_required_exports,
        max(case when drivers.kpi_id = 'average_response_time' and drivers.has_required_exports then 1 else 0 end) as has_answers,
        max(case when drivers.kpi_id = 'system_touches' and drivers.has_required_exports then 1 else 0 end) as has_touches,
        max(case when drivers.kpi_id = 'meeting_acceptance_rate' and drivers.has_required_exports then 1 else 0 end) as has_meetings
    from {{ ref('dim_kpis') }} as kpis
    cross join {{ ref('dim_kpis') }} as drivers
    where kpis.kpi_id = 'sql_to_customer_conversion_rate'
    group by kpis.maturity_days, kpis.has_required_exports
),

-- only those whose time to convert has passed
mature as (
    select
        prospects.prospect_id,
        prospects.lead_id,
        coalesce(leads.source, 'unknown') as source,
        prospects.qualified_on,
        coalesce(prospects.days_to_customer <= rules.maturity_days, false) as is_converted,
        case
            when prospects.days_to_customer <= rules.maturity_days then prospects.converted_on
            else {{ add_days('prospects.qualified_on', 'rules.maturity_days') }}
        end as decided_on,
        rules.has_answers,
        rules.has_touches,
        rules.has_meetings
    from {{ ref('fct_prospects') }} as prospects
    inner join {{ ref('fct_leads') }} as leads on prospects.lead_id = leads.lead_id
    cross join rules
    cross join {{ ref('dim_as_of') }} as as_of
    where
        not prospects.was_customer_before
        and rules.has_required_exports
        and {{ add_days('prospects.qualified_on', 'rules.maturity_days') }} <= as_of.as_of_date
),

first_acceptances as (
    select
        lead_id,
        min({{ reporting_date('accepted_at') }}) as accepted_on
    from {{ ref('fct_meetings') }}
    where is_external and accepted_at is not null
    group by lead_id
),

driver_values as (
    select
        mature.prospect_id,
        'first_answer' as driver,
        responses.calendar_minutes as driver_value
    from mature
    inner join {{ ref('fct_lead_responses') }} as responses on mature.lead_id = responses.lead_id
    -- one that was answered, nobody knows how soon, is in no band
    where mature.has_answers = 1 and not responses.is_day_only

    union all

    select
        mature.prospect_id,
        'touches' as driver,
        outcomes.touch_count as driver_value
    from mature
    inner join {{ ref('fct_lead_outcomes') }} as outcomes on mature.lead_id = outcomes.lead_id
    where mature.has_touches = 1

    union all

    -- a meeting that is accepted after the conversion did not help it
    select
        mature.prospect_id,
        'meeting' as driver,
        case when first_acceptances.accepted_on <= mature.decided_on then 1 else 0 end as driver_value
    from mature
    left join first_acceptances on mature.lead_id = first_acceptances.lead_id
    where mature.has_meetings = 1
)

select
    driver_values.driver,
    mature.prospect_id,
    mature.lead_id,
    mature.source,
    mature.qualified_on,
    cast(driver_values.driver_value as {{ type_double() }}) as driver_value,
    bands.band,
    mature.is_converted
from driver_values
inner join mature on driver_values.prospect_id = mature.prospect_id
inner join {{ ref('driver_bands') }} as bands
    on
        driver_values.driver = bands.driver
        and bands.is_missing = (driver_values.driver_value is null)
        and (bands.above is null or driver_values.driver_value > bands.above)
        and (bands.up_to is null or driver_values.driver_value <= bands.up_to)
