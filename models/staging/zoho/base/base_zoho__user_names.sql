-- Exports without ids name users by name alone; a name that two users share means neither. Zoho Analytics writes the id
-- where others write the name, so that an id is a name of its own.
with

named as (

    select lower(name) as user_name, user_id
    from (
        {{ zoho_people() }}
    ) as people
    where user_id is not null and name is not null

    union all

    select record_id as user_name, record_id as user_id
    from {{ ref('base_zoho__users') }}
    where _rejected_reason is null

)

select
    user_name,
    min({{ bytewise('user_id') }}) as user_id
from named
group by user_name
having count(distinct user_id) = 1
