-- Prospects that were no customers before, by the day of their first qualification. One that becomes a customer within
-- maturity_days counts above the line.
select
    'leads' as export,
    prospects.lead_id as record_id,
    prospects.lead_id,
    prospects.customer_id,
    prospects.rep_id,
    prospects.team_id,
    prospects.qualified_on as counted_on,
    case when prospects.days_to_customer <= coalesce(definitions.maturity_days, 0) then 1 else 0 end as numerator,
    1 as denominator,
    1 as units,
    true as is_counted,
    false as is_unknown,
    prospects.days_to_customer
from {{ ref('fct_prospects') }} as prospects
inner join {{ ref('kpi_definitions') }} as definitions on definitions.kpi_id = 'sql_to_customer_conversion_rate'
where not prospects.was_customer_before
