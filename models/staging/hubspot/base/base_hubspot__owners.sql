-- HubSpot's exports name owners by their names; this leads from each name to a user.
with

owners as (

    select contact_owner as owner_name
    from {{ ref('base_hubspot__contacts') }}
    where _rejected_reason is null

    {{ union_distinct() }}

    select company_owner as owner_name
    from {{ ref('base_hubspot__companies') }}
    where _rejected_reason is null

    {{ union_distinct() }}

    select deal_owner as owner_name
    from {{ ref('base_hubspot__deals') }}
    where _rejected_reason is null

    {{ union_distinct() }}

    select activity_assigned_to as owner_name
    from {{ ref('base_hubspot__calls') }}
    where _rejected_reason is null

    {{ union_distinct() }}

    select assigned_to as owner_name
    from {{ ref('base_hubspot__tasks') }}
    where _rejected_reason is null

    {{ union_distinct() }}

    select activity_assigned_to as owner_name
    from {{ ref('base_hubspot__meetings') }}
    where _rejected_reason is null

),

named as (

    select
        owner_name,
        coalesce(nullif({{ hubspot_owner_name('owner_name') }}, ''), owner_name) as name
    from owners
    where owner_name is not null

),

-- a user without a name shows as an e-mail address, a Chinese or Korean one in either order
spellings as (
    {%- set parts = ('name', 'first_name', 'last_name') %}
    {%- for spelling in [written_name(*parts), person_name(*parts), 'email'] %}

    select
        lower({{ spelling }}) as spelling,
        user_id,
        is_active
    from {{ ref('base_hubspot__users') }}
    where _rejected_reason is null
    {{ union_distinct() if not loop.last }}
    {%- endfor %}

),

-- of two users of one name the one who still works here
ranked as (

    select
        spelling,
        user_id,
        row_number() over (
            partition by spelling
            order by case when is_active then 0 else 1 end, {{ bytewise('user_id') }}
        ) as spelling_rank
    from spellings

)

select
    named.owner_name,
    {{ user_key('ranked.user_id', 'named.name') }} as user_id,
    named.name,
    ranked.user_id is not null as is_in_users,
    named.name = named.owner_name as is_active
from named
left join ranked
    on lower(named.name) = ranked.spelling and ranked.spelling_rank = 1
