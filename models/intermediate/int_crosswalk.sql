with recursive

systems as (
{%- for system in variable('systems') %}
    select '{{ system }}' as system_name, {{ loop.index }} as system_order
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

-- users come first, because the records of a later system name their owners by the ids of the earlier one
users as (
    select
        records.system_name,
        records.user_id as record_id,
        case when {{ dbt.position("'@'", 'records.email') }} > 1 then lower(records.email) end as email_key,
        {{ match_key('records.name') }} as name_key,
        {{ is_test_record('users') }} as is_test
    from (
        {{ union_systems('users') }}
    ) as records
),

user_keys as (
{%- for key in ['email', 'name'] %}
    select
        'users' as record_type,
        '{{ key }}' as matched_by,
        {{ key }}_key as match_key,
        system_name,
        record_id
    from users
    where not is_test
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

{{ match_systems('user_keys', 'user_pairs') }},

-- one step further: the user of the second system may itself be one of the first
same_users as (
    select
        pairs.record_type,
        pairs.record_id,
        pairs.matched_by,
        pairs.matched_record_id,
        coalesce(onward.matched_record_id, pairs.matched_record_id) as survivor_id
    from user_pairs as pairs
    left join user_pairs as onward on pairs.matched_record_id = onward.record_id
),

records as (
    select
        'users' as record_type,
        system_name,
        record_id,
        cast(null as {{ dbt.type_string() }}) as merged_into_id,
        cast(null as {{ dbt.type_string() }}) as lead_id,
        cast(null as {{ dbt.type_string() }}) as account_id,
        cast(null as {{ dbt.type_string() }}) as deal_id,
        cast(null as {{ dbt.type_string() }}) as match_key,
        false as is_deleted,
        is_test
    from users

    union all

    select
        'leads' as record_type,
        records.system_name,
        records.lead_id as record_id,
        records.merged_into_id,
        null as lead_id,
        null as account_id,
        records.deal_id,
        case when {{ dbt.position("'@'", 'records.email') }} > 1 then lower(records.email) end as match_key,
        coalesce(records.is_deleted, false) as is_deleted,
        coalesce(records.is_test, false) or {{ is_test_record('leads') }} as is_test
    from (
        {{ union_systems('leads', users='same_users') }}
    ) as records

    union all

    -- an account's account is its parent
    select
        'accounts' as record_type,
        records.system_name,
        records.account_id as record_id,
        records.merged_into_id,
        null as lead_id,
        records.parent_account_id as account_id,
        null as deal_id,
        {{ match_key('records.name') }} as match_key,
        coalesce(records.is_deleted, false) as is_deleted,
        coalesce(records.is_test, false) or {{ is_test_record('accounts') }} as is_test
    from (
        {{ union_systems('accounts', users='same_users') }}
    ) as records

    union all

    select
        'deals' as record_type,
        records.system_name,
        records.deal_id as record_id,
        records.merged_into_id,
        records.lead_id,
        records.account_id,
        null as deal_id,
        null as match_key,
        coalesce(records.is_deleted, false) as is_deleted,
        coalesce(records.is_test, false) or {{ is_test_record('deals') }} as is_test
    from (
        {{ union_systems('deals', users='same_users') }}
    ) as records
),

-- a pointer to an id that is not in the export is ignored
merged as (
    select records.record_type, records.record_id, records.merged_into_id as next_id
    from records
    inner join records as targets
        on records.record_type = targets.record_type and records.merged_into_id = targets.record_id
),

record_keys as (
    select
        records.record_type,
        case records.record_type when 'leads' then 'email' else 'name' end as matched_by,
        records.match_key,
        records.system_name,
        records.record_id
    from records
    left join merged on records.record_type = merged.record_type and records.record_id = merged.record_id
    where not records.is_deleted and not records.is_test and merged.record_id is null
),

{{ match_systems('record_keys', 'record_pairs') }},

same_records as (
    select record_type, record_id, matched_by, matched_record_id from same_users
    union all
    select record_type, record_id, matched_by, matched_record_id from record_pairs
),

pointers as (
    select record_type, record_id, next_id from merged
    union all
    -- what two systems hold has no pointer of its own
    select record_type, record_id, matched_record_id from same_records
),

{{ follow_pointers() }},

survivors as (
    select
        records.*,
        coalesce(ends.end_id, records.record_id) as survivor_id
    from records
    left join ends on records.record_type = ends.record_type and records.record_id = ends.record_id
),

resolved as (
    select
        records.*,
        records.is_test or survivors.is_test as is_test_after_merge
    from survivors as records
    inner join survivors
        on records.record_type = survivors.record_type and records.survivor_id = survivors.record_id
),

-- the deal may name its lead, or the lead its deal, of which both ids count where it was merged
deals_of_test_records as (
{%- for name in ['lead', 'account'] %}
    select deals.record_id
    from resolved as deals
    inner join resolved as named on deals.{{ name }}_id = named.record_id and named.record_type = '{{ name }}s'
    where deals.record_type = 'deals' and named.is_test_after_merge
    union
{%- endfor %}
{%- for deal_id in ['record_id', 'survivor_id'] %}
    select deals.{{ deal_id }}
    from resolved as leads
    inner join resolved as deals on leads.deal_id = deals.record_id and deals.record_type = 'deals'
    where leads.record_type = 'leads' and leads.is_test
    {{ 'union' if not loop.last }}
{%- endfor %}
),

judged as (
    select
        resolved.*,
        case
            when resolved.survivor_id <> resolved.record_id then 'merged'
            when resolved.is_deleted then 'deleted'
            when resolved.is_test then 'test'
            when of_test_records.record_id is not null then 'of_test_record'
        end as left_out_reason
    from resolved
    left join deals_of_test_records as of_test_records
        on resolved.record_type = 'deals' and resolved.record_id = of_test_records.record_id
),

-- merged parents are followed to their survivors; a parent need not be in the export, and one that is left out is as good as not in it
parents as (
    select
        accounts.record_type,
        accounts.record_id,
        coalesce(parents.survivor_id, accounts.account_id) as next_id
    from judged as accounts
    left join judged as parents
        on accounts.record_type = parents.record_type and accounts.account_id = parents.record_id
    where accounts.record_type = 'accounts' and accounts.left_out_reason is null and accounts.account_id is not null
),

{{ follow_pointers('parents', 'topmost') }}

select
    judged.record_type,
    judged.record_id,
    judged.system_name,
    judged.survivor_id,
    case
        when judged.record_type = 'accounts' and survivors.left_out_reason is null
            then coalesce(topmost.end_id, judged.survivor_id)
    end as customer_id,
    same_records.matched_by,
    same_records.matched_record_id,
    judged.is_deleted,
    judged.is_test,
    judged.is_test_after_merge,
    judged.left_out_reason
from judged
inner join judged as survivors
    on judged.record_type = survivors.record_type and judged.survivor_id = survivors.record_id
left join topmost on judged.record_type = topmost.record_type and judged.survivor_id = topmost.record_id
left join same_records on judged.record_type = same_records.record_type and judged.record_id = same_records.record_id
