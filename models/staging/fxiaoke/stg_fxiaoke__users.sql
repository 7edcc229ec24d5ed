with

-- one row per user: a name that means an id is the same user as that id
owners as (

    select
        user_id,
        min({{ bytewise('owner_name') }}) as owner_name,
        min({{ bytewise('department') }}) as department,
        max(case when has_left then 1 else 0 end) as has_left
    from {{ ref('base_fxiaoke__owners') }}
    group by user_id

)

select
    owners.user_id,
    owners.owner_name as name,
    users.email,
    coalesce(users.department, owners.department) as team_id,
    coalesce(users.department, owners.department) as team_name,
    users.time_zone,
    users.business_calendar as calendar_id,
    owners.has_left = 0
    and coalesce(lower(users.status) not in ('停用', '已停用', '禁用', '离职', '已离职', 'disabled', 'inactive', 'resigned'), true)
        as is_active,
    users.hired_on
from owners
left join {{ ref('base_fxiaoke__users') }} as users
    on owners.user_id = users.unique_id and users._rejected_reason is null
