-- What an activity's type and references mean, once for activities and meetings.
with

activities as (

    select
        *,
        {{ clock_seconds('due_time') }} as due_seconds
    from {{ ref('base_pipedrive__activities') }}
    where _rejected_reason is null

),

people_names as (

    {{ names_of('base_pipedrive__people', 'name') }}

),

organization_names as (

    {{ names_of('base_pipedrive__organizations', 'name') }}

),

deal_titles as (

    {{ names_of('base_pipedrive__deals', 'title') }}

),

lead_titles as (

    {{ names_of('base_pipedrive__leads', 'title') }}

),

linked as (

    select
        activities.*,
        {{ person_key('activities', 'people_names') }} as person_id,
        {{ organization_key('activities', 'organization_names') }} as account_id,
        coalesce(activities.deal_id, case when deal_titles.records = 1 then deal_titles.id end) as linked_deal_id,
        coalesce(activities.lead_id, case when lead_titles.records = 1 then lead_titles.id end) as inbox_lead_id
    from activities
    left join people_names on lower(trim(activities.contact_person)) = people_names.name_key
    left join organization_names on lower(trim(activities.organization)) = organization_names.name_key
    left join deal_titles on lower(trim(activities.deal)) = deal_titles.name_key
    left join lead_titles on lower(trim(activities.lead)) = lead_titles.name_key

)

select
    linked.id,
    coalesce(kinds.meaning, 'task') as kind,
    lower(linked.type) as type_key,
    -- without the column the time of doing it decides
    case
        when not {{ is_first_unread(['done', 'marked_as_done_time'], 'linked') }}
            then coalesce(linked.done, linked.marked_as_done_time is not null)
    end as is_done,
    case
        when linked.due_seconds < 86400
            then {{ local_to_utc(
                add_time('cast(linked.due_date as timestamp)', 'linked.due_seconds', 'second'),
                "'" ~ (variable('pipedrive_time_zone') or variable('reporting_time_zone')) ~ "'"
            ) }}
        else {{ day_instant('linked.due_date') }}
    end as due_at,
    linked.marked_as_done_time as done_at,
    linked.add_time,
    {{ clock_seconds('linked.duration') }} as duration_seconds,
    {{ user_key('null', 'linked.assigned_to_user') }} as user_id,
    -- whom it is with: the person, else the lead of the Leads Inbox, else the person of its deal
    coalesce(linked.person_id, 'lead:' || linked.inbox_lead_id, deals.lead_id) as lead_id,
    linked.account_id,
    linked.linked_deal_id as deal_id,
    coalesce(
        linked.contact_person, linked.contact_person_id, linked.organization, linked.organization_id,
        linked.deal, linked.deal_id, linked.lead, linked.lead_id
    ) is not null as is_external,
    linked._rejected_cells
from linked
{{ join_meaning('kinds', 'pipedrive', 'activity_type', 'linked.type') }}
left join {{ ref('stg_pipedrive__deals') }} as deals on linked.linked_deal_id = deals.deal_id
