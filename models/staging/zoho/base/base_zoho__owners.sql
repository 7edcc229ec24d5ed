with

people as (

    {{ zoho_people() }}

),

keyed as (

    select
        {{ user_key('coalesce(people.user_id, user_names.user_id)', 'people.name') }} as user_id,
        -- Zoho Analytics writes the id where others write the name
        case when user_names.user_name = user_names.user_id then null else people.name end as name
    from people
    left join {{ ref('base_zoho__user_names') }} as user_names
        on lower(people.name) = user_names.user_name

)

select
    user_id,
    min({{ bytewise('name') }}) as name
from keyed
where user_id is not null
group by user_id
