-- Qualified inbound leads, by the day of their inquiry. An answered one adds its business
-- minutes, unless they are unknown because one end is a day without a time.
select
    'leads' as export,
    lead_id as record_id,
    lead_id,
    cast(null as {{ dbt.type_string() }}) as customer_id,
    rep_id,
    team_id,
    clock_started_on as counted_on,
    business_minutes as numerator,
    case when business_minutes is not null then 1 else 0 end as denominator,
    case when business_minutes is not null then 1 else 0 end as units,
    business_minutes is not null as is_counted,
    is_day_only as is_unknown,
    case
        when is_day_only then 'day_only'
        when is_answered then 'answered'
        else 'unanswered'
    end as reason,
    -- what has no answer is measured by how long it waits
    case when is_answered then business_minutes else age_days end as record_value,
    case when is_answered then 'minutes' else 'days' end as record_unit,
    is_answered,
    is_day_only,
    age_days >= {{ setting('unanswered_days') }} as has_unanswered_days_passed,
    business_minutes,
    calendar_minutes,
    has_5_min_passed,
    has_1_hour_passed,
    has_24_hours_passed
from {{ ref('fct_lead_responses') }}
where is_qualified
