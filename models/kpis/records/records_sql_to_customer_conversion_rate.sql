-- Prospects that were no customers before, by the day of their first qualification. One that becomes a customer within
-- maturity_days counts above the line.
with

prospects as (
    select
        prospects.*,
        coalesce(prospects.days_to_customer <= coalesce(definitions.maturity_days, 0), false) as is_converted
    from {{ ref('fct_prospects') }} as prospects
    inner join {{ ref('kpi_definitions') }} as definitions on definitions.kpi_id = 'sql_to_customer_conversion_rate'
    where not prospects.was_customer_before
)

select
    'leads' as export,
    lead_id as record_id,
    lead_id,
    customer_id,
    rep_id,
    team_id,
    qualified_on as counted_on,
    case when is_converted then 1 else 0 end as numerator,
    1 as denominator,
    1 as units,
    true as is_counted,
    false as is_unknown,
    case
        when is_converted then 'converted'
        when days_to_customer is not null then 'converted_late'
        else 'not_converted'
    end as reason,
    days_to_customer as record_value,
    'days' as record_unit,
    days_to_customer
from prospects
