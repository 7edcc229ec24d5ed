-- Reports name the owner and not the id: where one user has the name, it leads to the user.
with

names as (

    select
        id as user_id,
        lower(trim(coalesce(name, trim(coalesce(first_name, '') || ' ' || coalesce(last_name, ''))))) as name_key
    from {{ ref('base_salesforce__users') }}
    where _rejected_reason is null

)

select
    name_key,
    min(user_id) as user_id
from names
where name_key <> ''
group by name_key
having count(*) = 1
