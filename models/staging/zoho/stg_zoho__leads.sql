with

leads as (

    select
        *,
        -- an export without the flag lists converted leads by the time of their conversion alone
        case when coalesce(is_converted, not {{ is_unread('is_converted') }}) then converted_date_time end as converted_at,
        {{ is_unread('is_converted') }}
        or (coalesce(is_converted, true) and {{ is_unread('converted_date_time') }}) as is_conversion_unread
    from {{ ref('base_zoho__leads') }}
    where _rejected_reason is null

)

select
    leads.record_id as lead_id,
    leads.created_time as created_at,
    leads.inquiry_time as inquiry_at,
    -- Zoho dates no qualification; who converts a lead has qualified it
    case
        when not {{ is_unread('qualified_time', 'leads._rejected_cells') }}
            then coalesce(leads.qualified_time, {{ move_day('leads.converted_at', 'first') }})
    end as qualified_at,
    leads.disqualified_time as disqualified_at,
    leads.converted_at,
    leads.lead_status as status,
    coalesce(origins.meaning, 'inbound') as origin,
    leads.lead_source as source,
    {{ user_key('coalesce(leads.lead_owner_id, user_names.user_id)', 'leads.lead_owner') }} as owner_id,
    {{ user_key('coalesce(leads.converted_account_id, accounts.record_id)', 'leads.converted_account') }} as account_id,
    coalesce(leads.converted_deal_id, deals.record_id) as deal_id,
    leads.company,
    leads.email,
    cast(null as {{ dbt.type_string() }}) as merged_into_id,
    false as is_deleted,
    false as is_test,
    {{ unreadable_columns({
        'created_at': is_unread('created_time', 'leads._rejected_cells'),
        'inquiry_at': is_unread('inquiry_time', 'leads._rejected_cells'),
        'qualified_at': is_unread('qualified_time', 'leads._rejected_cells')
            ~ ' or (leads.qualified_time is null and leads.is_conversion_unread)',
        'disqualified_at': is_unread('disqualified_time', 'leads._rejected_cells'),
        'converted_at': 'leads.is_conversion_unread',
    }) }} as unreadable_columns
from leads
{{ join_meaning('origins', 'zoho', 'origin', 'leads.lead_source') }}
{{ zoho_owner('leads.lead_owner') }}
{{ zoho_named('accounts', 'leads.converted_account', 'accounts') }}
{{ zoho_named('deals', 'leads.converted_deal', 'deals') }}
