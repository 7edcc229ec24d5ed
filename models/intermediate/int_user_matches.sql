{# Only what is unmistakable, as for leads: the address, or else the name, is found once in each of the two systems. -#}
with

systems as (
{%- for system in var('systems') %}
    select '{{ system }}' as system_name, {{ loop.index }} as system_order
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

users as (
    select
        records.system_name,
        systems.system_order,
        records.user_id,
        case when {{ dbt.position("'@'", 'records.email') }} > 1 then lower(records.email) end as email_key,
        {{ match_key('records.name') }} as name_key
    from {{ ref('int_users_unified') }} as records
    inner join systems on records.system_name = systems.system_name
    where {{ 'not ' ~ is_test_record('users', 'records') if var('match_across_systems') else '1 = 0' }}
),

keyed as (
{%- for key in ['email', 'name'] %}
    select
        '{{ key }}' as matched_by,
        {{ key }}_key as match_key,
        system_name,
        system_order,
        min({{ bytewise('user_id') }}) as user_id
    from users
    where {{ key }}_key is not null
    group by {{ key }}_key, system_name, system_order
    having count(*) = 1
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

ranked as (
    select
        keyed.*,
        row_number() over (partition by matched_by, match_key order by system_order) as system_rank
    from keyed
),

-- the address speaks before the name
pairs as (
    select
        later.user_id,
        later.matched_by,
        earlier.user_id as matched_user_id,
        row_number() over (partition by later.user_id order by later.matched_by) as preference
    from ranked as later
    inner join ranked as earlier
        on later.matched_by = earlier.matched_by and later.match_key = earlier.match_key and earlier.system_rank = 1
    where later.system_rank > 1
)

select
    pairs.user_id,
    pairs.matched_by,
    -- one step further: the user of the second system may itself be one of the first
    coalesce(onward.matched_user_id, pairs.matched_user_id) as survivor_id
from pairs
left join pairs as onward on pairs.matched_user_id = onward.user_id and onward.preference = 1
where pairs.preference = 1
