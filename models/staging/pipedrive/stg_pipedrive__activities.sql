select
    id as activity_id,
    case when is_done then coalesce(done_at, due_at, add_time) else coalesce(due_at, add_time) end as occurred_at,
    kind as type,
    -- Pipedrive has no direction, and e-mails that came in are no activities
    'outbound' as direction,
    case when is_done then 'completed' else 'planned' end as status,
    false as is_automated,
    lead_id,
    account_id,
    deal_id,
    user_id,
    cast(null as {{ dbt.type_string() }}) as message_id,
    false as is_deleted
from {{ ref('base_pipedrive__linked_activities') }}
where kind <> 'meeting'
