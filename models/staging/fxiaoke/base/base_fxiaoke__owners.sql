{#- Owners are names. Every name in the exports is looked up here: the id that goes with it, else a key. -#}
{%- set sources = ['accounts', 'leads', 'opportunities', 'sales_records', 'visits'] -%}
with

seen as (

    select
        unique_id as owner_id,
        name as raw_name,
        department
    from {{ ref('base_fxiaoke__users') }}
    where _rejected_reason is null
    {%- for source in sources %}

    union all

    select
        owner_id,
        owner as raw_name,
        owner_department as department
    from {{ ref('base_fxiaoke__' ~ source) }}
    where _rejected_reason is null
    {%- endfor %}

),

named as (

    select
        owner_id,
        {{ employee_name('raw_name') }} as owner_name,
        {{ employee_key('raw_name') }} as name_key,
        case when {{ has_left('raw_name') }} then 1 else 0 end as has_left,
        department
    from seen

),

owners as (

    select
        owner_id,
        name_key,
        min({{ bytewise('owner_name') }}) as owner_name,
        max(has_left) as has_left,
        min({{ bytewise('department') }}) as department
    from named
    where owner_id is not null or name_key is not null
    group by owner_id, name_key

),

-- a name means an id where exactly one id goes with it
names as (

    select
        name_key,
        case when count(distinct owner_id) = 1 then min(owner_id) end as owner_id,
        max(has_left) as has_left
    from owners
    where name_key is not null
    group by name_key

)

select
    owners.owner_id,
    owners.name_key,
    {{ user_key('coalesce(owners.owner_id, names.owner_id)', 'owners.owner_name') }} as user_id,
    owners.owner_name,
    owners.department,
    coalesce(names.has_left, owners.has_left) = 1 as has_left
from owners
left join names on owners.name_key = names.name_key
