-- Rates are positive, margins are shares, an opening slot ends after it begins, and a brand set has a brand of ours and
-- one first day.
select 'fx_rates' as seed, currency as key
from {{ ref('fx_rates') }}
where rate <= 0

union all

select 'gross_margins' as seed, segment as key
from {{ ref('gross_margins') }}
where margin not between 0 and 1

union all

select 'business_hours' as seed, calendar_id as key
from {{ ref('business_hours') }}
where closes <= opens or closes > '24:00'

union all

select 'brands' as seed, brand_set_version as key
from {{ ref('brands') }}
group by brand_set_version
having count(*) filter (where is_ours) = 0 or count(distinct valid_from) <> 1
