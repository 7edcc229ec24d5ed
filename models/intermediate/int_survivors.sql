with recursive

links as (
    select 'leads' as record_type, lead_id as record_id, merged_into_id as next_id from {{ ref('int_leads_unified') }}
    union all
    select 'deals', deal_id, merged_into_id from {{ ref('int_deals_unified') }}
    union all
    select 'accounts', account_id, merged_into_id from {{ ref('int_accounts_unified') }}
),

-- a pointer to an id that is not in the export is ignored
pointers as (
    select links.record_type, links.record_id, links.next_id
    from links
    inner join links as targets
        on links.record_type = targets.record_type and links.next_id = targets.record_id

    union all

    -- the same lead or company in a second system; it has no pointer of its own
    select record_type, record_id, matched_record_id
    from {{ ref('int_system_matches') }}
),

{{ follow_pointers() }}

select
    record_type,
    record_id,
    end_id as survivor_id
from ends
where record_id <> end_id
