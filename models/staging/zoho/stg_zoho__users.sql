-- Every owner becomes a user, so that a rep whom the users export lacks has a name in dim_reps.
select
    owners.user_id,
    coalesce({{ person_name('users.full_name', 'users.first_name', 'users.last_name') }}, owners.name) as name,
    users.email,
    users.role as team_id,
    users.role as team_name,
    users.time_zone,
    users.business_calendar as calendar_id,
    coalesce(lower(users.status) in ('active', 'unconfirmed', 'not confirmed'), true) as is_active,
    users.hire_date as hired_on
from {{ ref('base_zoho__owners') }} as owners
left join {{ ref('base_zoho__users') }} as users
    on owners.user_id = users.record_id and users._rejected_reason is null
