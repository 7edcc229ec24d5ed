{{ config(materialized='view') }}
-- What a record that KPIs count is about: its lead and customer, and what is known of them.
with

deal_leads as (
    select
        deal_id,
        min(lead_id) as lead_id
    from {{ ref('fct_lead_deals') }}
    group by deal_id
),

lead_customers as (
    select
        leads.lead_id,
        leads.source,
        {{ customer_of_lead() }} as customer_id
    from {{ ref('fct_leads') }} as leads
    {{ join_customer_of_lead() }}
),

records as (
    select
        'leads' as export,
        lead_id as record_id,
        lead_id,
        cast(null as {{ dbt.type_string() }}) as customer_id,
        cast(null as {{ dbt.type_string() }}) as deal_type
    from {{ ref('fct_leads') }}

    union all

    select
        'deals' as export,
        deals.deal_id as record_id,
        deal_leads.lead_id,
        deals.customer_id,
        deals.deal_type
    from {{ ref('fct_deals') }} as deals
    left join deal_leads on deals.deal_id = deal_leads.deal_id

    union all

    -- a chain of meetings is one record
    select
        'meetings' as export,
        meetings.chain_id as record_id,
        meetings.lead_id,
        coalesce(accounts.customer_id, meetings.account_id) as customer_id,
        cast(null as {{ dbt.type_string() }}) as deal_type
    from {{ ref('fct_meetings') }} as meetings
    left join {{ ref('int_accounts') }} as accounts on meetings.account_id = accounts.account_id
    where meetings.is_counted_instance

    union all

    select
        'presentation_sessions' as export,
        session_id as record_id,
        lead_id,
        cast(null as {{ dbt.type_string() }}) as customer_id,
        cast(null as {{ dbt.type_string() }}) as deal_type
    from {{ ref('fct_presentation_sessions') }}

    union all

    select
        'accounts' as export,
        customer_id as record_id,
        cast(null as {{ dbt.type_string() }}) as lead_id,
        customer_id,
        cast(null as {{ dbt.type_string() }}) as deal_type
    from {{ ref('dim_customers') }}
)

select
    records.export,
    records.record_id,
    records.lead_id,
    coalesce(records.customer_id, lead_customers.customer_id) as customer_id,
    customers.customer_name,
    lead_customers.source,
    customers.segment,
    accounts.country,
    records.deal_type
from records
left join lead_customers on records.lead_id = lead_customers.lead_id
left join {{ ref('dim_customers') }} as customers
    on coalesce(records.customer_id, lead_customers.customer_id) = customers.customer_id
left join {{ ref('dim_accounts') }} as accounts on customers.customer_id = accounts.account_id
