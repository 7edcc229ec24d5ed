with

records as (

    select
        leads.*,
        -- the company names the account that the lead became, where no column does
        case
            when leads.account_name is not null then leads.account_name
            when leads.converted_at is not null or lower(leads.business_status) in ('已转换', 'converted') then leads.company
        end as converted_account_name
    from {{ ref('base_fxiaoke__leads') }} as leads
    where leads._rejected_reason is null

)

select
    records.unique_id as lead_id,
    records.created_at,
    records.inquired_at as inquiry_at,
    case
        when records.sql_at is not null then records.sql_at
        -- a cell that could not be read is unknown; only a blank one leaves it to the conversion
        when records._rejected_cells like '%,sql_at,%' then null
        else {{ move_day('records.converted_at', 'first') }}
    end as qualified_at,
    records.disqualified_at,
    records.converted_at,
    coalesce(records.business_status, records.lead_stage) as status,
    case when lower(records.source) in ({{ lower_literals(var('fxiaoke_outbound_sources')) }}) then 'outbound' else 'inbound' end
        as origin,
    records.source,
    coalesce(records.owner_id, owners.user_id) as owner_id,
    coalesce(records.account_id, accounts.record_id) as account_id,
    coalesce(records.opportunity_id, opportunities.record_id) as deal_id,
    records.company,
    records.email,
    records.merged_into_id,
    {{ is_void('records.life_status') }} as is_deleted,
    false as is_test
from records
{{ join_owner() }}
{{ join_named('accounts', 'accounts', 'converted_account_name') }}
{{ join_named('opportunities', 'opportunities', 'opportunity_name') }}
