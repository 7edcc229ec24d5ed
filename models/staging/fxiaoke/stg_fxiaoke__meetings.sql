with

records as (

    select
        visits.*,
        coalesce(outcomes.meaning, 'scheduled') as status_outcome
    from {{ ref('base_fxiaoke__visits') }} as visits
    {{ join_meaning('outcomes', 'fxiaoke', 'meeting_outcome', 'visits.visit_status') }}
    where visits._rejected_reason is null

)

select
    records.unique_id as meeting_id,
    -- a visit without a planned time was not proposed to anybody: it has no invitation
    case when records.planned_start_at is not null then records.created_at end as invited_at,
    {{ first_read(['planned_start_at', 'checked_in_at'], 'records') }} as starts_at,
    records.planned_end_at as ends_at,
    coalesce(records.owner_id, owners.user_id) as organizer_id,
    coalesce(records.lead_id, leads.record_id) as lead_id,
    coalesce(records.account_id, accounts.record_id) as account_id,
    coalesce(records.opportunity_id, opportunities.record_id) as deal_id,
    'none' as response,
    cast(null as timestamp) as responded_at,
    case
        when {{ is_unread('visit_status', 'records._rejected_cells') }} then null
        when records.status_outcome = 'scheduled' and records.checked_in_at is not null then 'held'
        when records.status_outcome = 'scheduled' and {{ is_unread('checked_in_at', 'records._rejected_cells') }} then null
        else records.status_outcome
    end as outcome,
    cast(null as timestamp) as withdrawn_at,
    coalesce(
        records.lead_id, records.lead_name, records.account_id, records.account_name,
        records.opportunity_id, records.opportunity_name
    ) is not null as is_external,
    false as is_self_booked,
    cast(null as {{ dbt.type_string() }}) as rescheduled_from_id,
    {{ is_void('records.life_status') }} as is_deleted,
    {{ unreadable_columns({
        'invited_at': is_unread('planned_start_at', 'records._rejected_cells')
            ~ ' or (records.planned_start_at is not null and ' ~ is_unread('created_at', 'records._rejected_cells') ~ ')',
        'starts_at': is_first_unread(['planned_start_at', 'checked_in_at'], 'records'),
        'outcome': is_unread('visit_status', 'records._rejected_cells')
            ~ " or (records.status_outcome = 'scheduled' and " ~ is_unread('checked_in_at', 'records._rejected_cells') ~ ')',
    }) }} as unreadable_columns
from records
{{ join_owner() }}
{{ join_named('leads', 'leads', 'lead_name') }}
{{ join_named('accounts', 'accounts', 'account_name') }}
{{ join_named('opportunities', 'opportunities', 'opportunity_name') }}
