-- Keys of more than one column: each may stand once.
select 'fx_rates' as seed, currency as key
from {{ ref('fx_rates') }}
group by currency, valid_on
having count(*) > 1

union all

select 'business_hours' as seed, calendar_id as key
from {{ ref('business_hours') }}
group by calendar_id, weekday, opens
having count(*) > 1

union all

select 'holidays' as seed, calendar_id as key
from {{ ref('holidays') }}
group by calendar_id, holiday_on
having count(*) > 1

union all

select 'brands' as seed, brand as key
from {{ ref('brands') }}
group by brand_set_version, brand
having count(*) > 1

union all

select 'source_checks' as seed, concat(check_id, ' ', export) as key
from {{ ref('source_checks') }}
group by check_id, export
having count(*) > 1

union all

select 'kpi_required_columns' as seed, concat(kpi_id, ' ', export, ' ', column_name) as key
from {{ ref('kpi_required_columns') }}
group by kpi_id, export, column_name
having count(*) > 1
