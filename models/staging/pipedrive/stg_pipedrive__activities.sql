{%- set is_time_unread = '(is_done and ' ~ is_unread('marked_as_done_time') ~ ') or ((not is_done or done_at is null) and '
    ~ is_unread('due_date') ~ ')' -%}
select
    id as activity_id,
    case
        when {{ is_time_unread }} then null
        when is_done then coalesce(done_at, due_at, add_time)
        else coalesce(due_at, add_time)
    end as occurred_at,
    kind as type,
    -- Pipedrive has no direction, and e-mails that came in are no activities
    'outbound' as direction,
    case when is_done then 'completed' when not is_done then 'planned' end as status,
    false as is_automated,
    lead_id,
    account_id,
    deal_id,
    user_id,
    cast(null as {{ dbt.type_string() }}) as message_id,
    false as is_deleted,
    {{ unreadable_columns({'occurred_at': is_time_unread, 'status': 'is_done is null'}) }} as unreadable_columns
from {{ ref('base_pipedrive__linked_activities') }}
where kind <> 'meeting'
