with

sqls as (
    select
        leads.lead_id,
        leads.rep_id,
        leads.team_id,
        leads.deal_id,
        leads.qualified_at,
        leads.qualified_on,
        {{ customer_of_lead() }} as customer_id
    from {{ ref('fct_leads') }} as leads
    {{ join_customer_of_lead() }}
    where leads.qualified_at is not null
),

ranked as (
    select
        sqls.*,
        coalesce('customer:' || customer_id, 'lead:' || lead_id) as prospect_id,
        row_number() over (
            partition by coalesce('customer:' || customer_id, 'lead:' || lead_id)
            order by qualified_at, {{ bytewise('lead_id') }}
        ) as sql_number
    from sqls
),

-- a prospect without an account can only be seen to win through its own deals
lead_wins as (
    select
        lead_deals.lead_id,
        min(deals.closed_on) as first_won_on
    from {{ ref('fct_lead_deals') }} as lead_deals
    inner join {{ ref('fct_deals') }} as deals on lead_deals.deal_id = deals.deal_id
    where deals.outcome = 'won'
    group by lead_deals.lead_id
),

prospects as (
    select
        ranked.prospect_id,
        ranked.lead_id,
        ranked.customer_id,
        ranked.rep_id,
        ranked.team_id,
        ranked.qualified_on,
        case
            when exports.is_present then customers.first_paid_on
            when ranked.customer_id is not null then customers.first_won_on
            else lead_wins.first_won_on
        end as became_customer_on
    from ranked
    left join {{ ref('dim_customers') }} as customers on ranked.customer_id = customers.customer_id
    left join lead_wins on ranked.lead_id = lead_wins.lead_id
    inner join {{ ref('int_export_rows') }} as exports on exports.export = 'subscriptions'
    where ranked.sql_number = 1
)

select
    prospect_id,
    lead_id,
    customer_id,
    rep_id,
    team_id,
    qualified_on,
    coalesce(became_customer_on < qualified_on, false) as was_customer_before,
    case when became_customer_on >= qualified_on then became_customer_on end as converted_on,
    case
        when became_customer_on >= qualified_on
            then cast({{ days_between('qualified_on', 'became_customer_on') }} as bigint)
    end as days_to_customer
from prospects
