-- Reports name the owner and not the id: where one user has the name, it leads to the user.
with

-- a Chinese or Korean name stands in either order
names as (
    {%- set parts = ('name', 'first_name', 'last_name') %}
    {%- for spelling in [written_name(*parts), person_name(*parts)] %}

    select
        id as user_id,
        lower(trim({{ spelling }})) as name_key
    from {{ ref('base_salesforce__users') }}
    where _rejected_reason is null
    {{ 'union' if not loop.last }}
    {%- endfor %}

)

select
    name_key,
    min(user_id) as user_id
from names
where name_key <> ''
group by name_key
having count(*) = 1
