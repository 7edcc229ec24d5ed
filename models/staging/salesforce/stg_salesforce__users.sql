select
    id as user_id,
    coalesce(nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''), name) as name,
    email,
    department as team_id,
    department as team_name,
    time_zone_sid_key as time_zone,
    business_calendar as calendar_id,
    is_active,
    hire_date as hired_on
from {{ ref('base_salesforce__users') }}
where _rejected_reason is null
