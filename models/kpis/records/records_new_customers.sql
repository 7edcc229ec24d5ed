-- The customers of the acquisition rate, so that whoever has customers has a row; only those new in the period add one.
select
    export,
    record_id,
    lead_id,
    customer_id,
    rep_id,
    team_id,
    period_type,
    period_start,
    numerator,
    cast(null as {{ type_double() }}) as denominator,
    numerator as units,
    numerator = 1 as is_counted,
    is_unknown
from {{ ref('records_customer_acquisition_rate') }}
