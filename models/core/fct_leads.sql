{%- set dates = ['created_at', 'inquiry_at', 'qualified_at', 'disqualified_at', 'converted_at'] -%}
{%- set unread = {'origin': is_unread('origin', 'records.unreadable_columns')} -%}
{%- for column in dates -%}
    {%- do unread.update({column: 'earliest.is_' ~ column ~ '_unread'}) -%}
{%- endfor -%}
with

-- a survivor keeps the earliest dates of what was merged into it; a test record hands nothing over
earliest as (
    select
        survivor_id,
        min(created_at) as created_at,
        min(inquiry_at) as inquiry_at,
        min(qualified_at) as qualified_at,
        min(disqualified_at) as disqualified_at,
        min(converted_at) as converted_at,
        -- where one of them cannot be read, the earliest is not known
        {%- for column in dates %}
        max(case when {{ is_unread(column, 'unreadable_columns') }} then 1 else 0 end) = 1 as is_{{ column }}_unread,
        {%- endfor %}
        count(*) - 1 as merged_leads
    from {{ ref('int_leads') }}
    where lead_id = survivor_id or not is_test
    group by survivor_id
),

leads as (
    select
        records.lead_id,
        coalesce(records.owner_id, 'unassigned') as rep_id,
        records.account_id,
        records.deal_id,
        records.origin,
        records.source,
        records.status,
        {%- for column in dates %}
        case when not earliest.is_{{ column }}_unread then {{ as_of('earliest.' ~ column) }} end as {{ column }},
        {%- endfor %}
        earliest.is_inquiry_at_unread,
        {{ unreadable_columns(unread) }} as unreadable_columns,
        earliest.merged_leads
    from {{ ref('int_leads') }} as records
    inner join earliest on records.lead_id = earliest.survivor_id
    cross join {{ ref('dim_as_of') }} as as_of
    where records.left_out_reason is null
),

clocked as (
    select
        leads.*,
        case when not leads.is_inquiry_at_unread then coalesce(leads.inquiry_at, leads.created_at) end as clock_started_at
    from leads
)

select
    leads.lead_id,
    leads.rep_id,
    coalesce(users.team_id, 'unassigned') as team_id,
    leads.account_id,
    leads.deal_id,
    leads.origin,
    leads.source,
    leads.status,
    leads.created_at,
    leads.inquiry_at,
    leads.qualified_at,
    leads.disqualified_at,
    leads.converted_at,
    leads.clock_started_at,
    {{ reporting_date('leads.clock_started_at') }} as clock_started_on,
    {{ reporting_date('leads.qualified_at') }} as qualified_on,
    coalesce({{ is_before('leads.qualified_at', 'leads.created_at') }}, false)
    or coalesce({{ is_before('leads.converted_at', 'leads.created_at') }}, false) as is_out_of_order,
    leads.unreadable_columns,
    cast(leads.merged_leads as bigint) as merged_lead_count
from clocked as leads
left join {{ ref('int_users') }} as users on leads.rep_id = users.user_id and users.left_out_reason is null
