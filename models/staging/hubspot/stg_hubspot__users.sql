select
    user_id,
    {{ person_name('name', 'first_name', 'last_name') }} as name,
    email,
    main_team as team_id,
    main_team as team_name,
    time_zone,
    business_calendar as calendar_id,
    is_active,
    hire_date as hired_on
from {{ ref('base_hubspot__users') }}
where _rejected_reason is null

union all

-- owners whom no users export has; a name is written in several ways, such as with the mark of one who has left
select
    user_id,
    min({{ bytewise('name') }}) as name,
    cast(null as {{ dbt.type_string() }}) as email,
    cast(null as {{ dbt.type_string() }}) as team_id,
    cast(null as {{ dbt.type_string() }}) as team_name,
    cast(null as {{ dbt.type_string() }}) as time_zone,
    cast(null as {{ dbt.type_string() }}) as calendar_id,
    min(case when is_active then 1 else 0 end) = 1 as is_active,
    cast(null as date) as hired_on
from {{ ref('base_hubspot__owners') }}
where not is_in_users
group by user_id
