with

contacts as (

    select
        record_id,
        create_date,
        first_conversion_date,
        -- HubSpot makes a contact an opportunity by itself when a deal is created, past the stage that it skipped
        {{ first_read(
            ['became_a_sales_qualified_lead_date', 'became_an_opportunity_date'],
            otherwise=move_day('became_an_opportunity_date', 'first'),
        ) }} as qualified_at,
        case
            when
                not coalesce({{ is_before('latest_disqualified_lead_date', 'latest_open_lead_date') }}, false)
                and not {{ is_unread('latest_open_lead_date') }}
                then latest_disqualified_lead_date
        end as disqualified_at,
        {{ first_read(['became_an_opportunity_date', 'became_a_customer_date']) }} as converted_at,
        {{ unreadable_columns({
            'created_at': is_unread('create_date'),
            'inquiry_at': is_unread('first_conversion_date'),
            'qualified_at': is_first_unread(['became_a_sales_qualified_lead_date', 'became_an_opportunity_date']),
            'disqualified_at': is_unread('latest_disqualified_lead_date')
                ~ ' or (latest_disqualified_lead_date is not null and ' ~ is_unread('latest_open_lead_date') ~ ')',
            'converted_at': is_first_unread(['became_an_opportunity_date', 'became_a_customer_date']),
        }) }} as unreadable_columns,
        coalesce(lead_status, lifecycle_stage) as status,
        original_traffic_source,
        original_traffic_source_drill_down_1,
        contact_owner as owner_name,
        coalesce(primary_associated_company_id, {{ first_id('associated_company_ids') }}) as company_id,
        {{ first_id('associated_deal_ids') }} as deal_id,
        company_name,
        email
    from {{ ref('base_hubspot__contacts') }}
    where _rejected_reason is null

),

timed as (

    select
        contacts.*,
        -- a form that was first submitted after the lead was qualified is not what it was qualified for
        case
            when not coalesce({{ is_before('contacts.qualified_at', 'contacts.first_conversion_date') }}, false)
                then contacts.first_conversion_date
        end as inquiry_at
    from contacts

)

select
    timed.record_id as lead_id,
    timed.create_date as created_at,
    timed.inquiry_at,
    timed.qualified_at,
    timed.disqualified_at,
    timed.converted_at,
    timed.status,
    case
        when timed.inquiry_at is not null then 'inbound'
        -- a chat or a meeting that the contact booked made the record, not one of us
        when lower(timed.original_traffic_source_drill_down_1) in ('conversations', 'meetings') then 'inbound'
        else coalesce(origins.meaning, 'inbound')
    end as origin,
    timed.original_traffic_source as source,
    owners.user_id as owner_id,
    coalesce(merged_companies.survivor_id, timed.company_id) as account_id,
    coalesce(merged_deals.survivor_id, timed.deal_id) as deal_id,
    timed.company_name as company,
    timed.email,
    own_merges.survivor_id as merged_into_id,
    false as is_deleted,
    false as is_test,
    timed.unreadable_columns
from timed
{{ join_meaning('origins', 'hubspot', 'origin', 'timed.original_traffic_source') }}
{{ join_hubspot_references('timed', ['companies', 'deals']) }}
left join {{ ref('base_hubspot__merges') }} as own_merges
    on own_merges.record_type = 'contacts' and timed.record_id = own_merges.merged_id
