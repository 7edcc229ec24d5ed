{# Only what is unmistakable: the key is found once in each of the two systems, and neither record was merged already. -#}
{%- set is_matched = var('match_across_systems') -%}
with

systems as (
{%- for system in var('systems') %}
    select '{{ system }}' as system_name, {{ loop.index }} as system_order
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

records as (
    select
        'leads' as record_type,
        'email' as matched_by,
        leads.system_name,
        leads.lead_id as record_id,
        case when {{ dbt.position("'@'", 'leads.email') }} > 1 then lower(leads.email) end as match_key,
        leads.merged_into_id,
        coalesce(leads.is_deleted, false) or coalesce(leads.is_test, false) or {{ is_test_record('leads', 'leads') }} as is_left_out
    from {{ ref('int_leads_unified') }} as leads
    union all
    select
        'accounts',
        'name',
        accounts.system_name,
        accounts.account_id,
        {{ match_key('accounts.name') }},
        accounts.merged_into_id,
        coalesce(accounts.is_deleted, false) or coalesce(accounts.is_test, false) or {{ is_test_record('accounts', 'accounts') }}
    from {{ ref('int_accounts_unified') }} as accounts
),

candidates as (
    select
        records.record_type,
        records.matched_by,
        records.system_name,
        systems.system_order,
        records.match_key,
        min({{ bytewise('records.record_id') }}) as record_id
    from records
    inner join systems on records.system_name = systems.system_name
    left join records as targets
        on records.record_type = targets.record_type and records.merged_into_id = targets.record_id
    where
        {{ 'records.match_key is not null' if is_matched else '1 = 0' }}
        and not records.is_left_out
        and targets.record_id is null
    group by records.record_type, records.matched_by, records.system_name, systems.system_order, records.match_key
    having count(*) = 1
),

ranked as (
    select
        candidates.*,
        row_number() over (partition by record_type, match_key order by system_order) as system_rank
    from candidates
)

select
    later.record_type,
    later.matched_by,
    later.system_name,
    later.record_id,
    earlier.system_name as matched_system_name,
    earlier.record_id as matched_record_id
from ranked as later
inner join ranked as earlier
    on later.record_type = earlier.record_type and later.match_key = earlier.match_key and earlier.system_rank = 1
where later.system_rank > 1
