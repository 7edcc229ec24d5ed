select
    id as user_id,
    {{ person_name('name', 'first_name', 'last_name') }} as name,
    email,
    department as team_id,
    department as team_name,
    time_zone_sid_key as time_zone,
    business_calendar as calendar_id,
    is_active,
    hire_date as hired_on
from {{ ref('base_salesforce__users') }}
where _rejected_reason is null
