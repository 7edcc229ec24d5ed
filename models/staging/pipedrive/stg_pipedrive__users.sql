-- Pipedrive exports no list of users: every name that owns a record is one.
with

names as (

    select owner as name
    from {{ ref('base_pipedrive__organizations') }}
    where _rejected_reason is null

    {{ union_distinct() }}

    select owner as name
    from {{ ref('base_pipedrive__people') }}
    where _rejected_reason is null

    {{ union_distinct() }}

    select owner as name
    from {{ ref('base_pipedrive__leads') }}
    where _rejected_reason is null

    {{ union_distinct() }}

    select owner as name
    from {{ ref('base_pipedrive__deals') }}
    where _rejected_reason is null

    {{ union_distinct() }}

    select assigned_to_user as name
    from {{ ref('base_pipedrive__activities') }}
    where _rejected_reason is null

)

select
    {{ user_key('null', 'name') }} as user_id,
    -- of spellings that differ in capitals only one is shown
    min({{ bytewise('name') }}) as name,
    cast(null as {{ dbt.type_string() }}) as email,
    cast(null as {{ dbt.type_string() }}) as team_id,
    cast(null as {{ dbt.type_string() }}) as team_name,
    cast(null as {{ dbt.type_string() }}) as time_zone,
    cast(null as {{ dbt.type_string() }}) as calendar_id,
    true as is_active,
    cast(null as date) as hired_on
from names
where name is not null
group by {{ user_key('null', 'name') }}
