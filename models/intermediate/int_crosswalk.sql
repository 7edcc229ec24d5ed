{{ config(meta={'stored_ctes': [
    'user_pairs', 'first_users', 'same_users', 'records', 'merged', 'record_pairs', 'pointers', 'ends', 'judged', 'parents', 'topmost',
]}) }}
{%- set email_key = 'case when ' ~ dbt.position("'@'", 'email') ~ ' > 1 then lower(email) end' -%}
{#- what each kind of record has of the columns below; an account's account is its parent -#}
{%- set own_columns = {
    'users': {},
    'leads': {'merged_into_id': 'merged_into_id', 'deal_id': 'deal_id', 'match_key': email_key},
    'accounts': {'merged_into_id': 'merged_into_id', 'account_id': 'parent_account_id', 'match_key': match_key('name')},
    'deals': {'merged_into_id': 'merged_into_id', 'lead_id': 'lead_id', 'account_id': 'account_id'},
} -%}
with recursive

systems as (
{%- for system in variable('systems') %}
    select '{{ system }}' as system_name, {{ loop.index }} as system_order
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

-- users come first, because the records of a later system name their owners by the ids of the earlier one
{{ flagged_records('users') }},

user_keys as (
{%- for matched_by, key in {'email': email_key, 'name': match_key('name')}.items() %}
    select
        'users' as record_type,
        '{{ matched_by }}' as matched_by,
        {{ key }} as match_key,
        system_name,
        user_id as record_id
    from users
    where not is_test
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

{{ match_systems('user_keys', 'user_pairs') }},

user_pointers as (
    select record_type, record_id, matched_record_id as next_id from user_pairs
),

-- the user of the system that has the address may itself be matched to an earlier one by the name
{{ follow_pointers('user_pointers', 'first_users') }},

same_users as (
    select user_pairs.*, first_users.end_id as survivor_id
    from user_pairs
    inner join first_users on user_pairs.record_id = first_users.record_id
),

{% for export in ['leads', 'accounts', 'deals'] -%}
{{ flagged_records(export, users='same_users') }},

{% endfor -%}
records as (
{%- for export, columns in own_columns.items() %}
    select
        '{{ export }}' as record_type,
        system_name,
        {{ export[:-1] }}_id as record_id,
        {%- for column in ['merged_into_id', 'lead_id', 'account_id', 'deal_id', 'match_key'] %}
        {{ columns.get(column, 'cast(null as ' ~ dbt.type_string() ~ ')') }} as {{ column }},
        {%- endfor %}
        {{ 'coalesce(is_deleted, false)' if columns else 'false' }} as is_deleted,
        is_test
    from {{ export }}
    {{ 'union all' if not loop.last }}
{%- endfor %}
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
    {{ union_distinct() }}
{%- endfor %}
{%- for deal_id in ['record_id', 'survivor_id'] %}
    select deals.{{ deal_id }}
    from resolved as leads
    inner join resolved as deals on leads.deal_id = deals.record_id and deals.record_type = 'deals'
    where leads.record_type = 'leads' and leads.is_test
    {{ union_distinct() if not loop.last }}
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
