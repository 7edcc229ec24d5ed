select
    leads.id as lead_id,
    leads.created_date as created_at,
    leads.inquiry_at,
    leads.qualified_at,
    leads.disqualified_at,
    case when leads.is_converted then {{ day_instant('leads.converted_date') }} end as converted_at,
    leads.status,
    leads.origin,
    leads.lead_source as source,
    {{ owner_key('leads') }} as owner_id,
    leads.converted_account_id as account_id,
    leads.converted_opportunity_id as deal_id,
    leads.company,
    leads.email,
    leads.master_record_id as merged_into_id,
    leads.is_deleted,
    leads.is_test,
    {{ unreadable_columns({
        'inquiry_at': is_unread('Inquiry_At__c'),
        'qualified_at': is_unread('Qualified_At__c'),
        'disqualified_at': is_unread('Disqualified_At__c'),
        'converted_at': is_unread('IsConverted') ~ ' or (leads.is_converted and ' ~ is_unread('ConvertedDate') ~ ')',
        'origin': is_unread('Origin__c'),
    }) }} as unreadable_columns
from {{ ref('base_salesforce__leads') }} as leads
{{ join_user_names('leads') }}
where leads._rejected_reason is null
