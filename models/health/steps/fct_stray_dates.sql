select
    dates.export,
    dates.record_id,
    {{ reporting_date('dates.happened_at') }} as happened_on
from (
    {{ created_and_occurred() }}
) as dates
cross join {{ ref('dim_as_of') }} as as_of
-- whoever sets the as-of date means it: what is later is later, and not astray
where dates.happened_at >= as_of.ends_at and {{ '1 = 1' if variable('as_of_date') is none else '1 = 0' }}
