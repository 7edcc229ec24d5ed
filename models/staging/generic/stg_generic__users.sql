select
    user_id,
    name,
    email,
    team_id,
    team_name,
    time_zone,
    calendar_id,
    is_active,
    hired_on
from {{ ref('base_generic__users') }}
where _rejected_reason is null
