with

deals as (

    select
        record_id,
        create_date,
        close_date,
        -- where there are several pipelines a stage is exported as Closed Won (Sales Pipeline)
        case
            when right(deal_stage, length(pipeline) + 3) = ' (' || pipeline || ')'
                then left(deal_stage, length(deal_stage) - length(pipeline) - 3)
            else deal_stage
        end as stage,
        -- a view without the column Pipeline leaves it in the stage
        case when pipeline is null then {{ text_part('deal_stage', ' (', 1) }} else deal_stage end as bare_stage,
        deal_probability,
        is_closed_won,
        is_closed_lost,
        is_deal_closed,
        deal_type,
        deal_name,
        deal_owner as owner_name,
        amount,
        amount_in_company_currency,
        currency,
        closed_lost_reason,
        coalesce(primary_associated_company_id, {{ first_id('associated_company_ids') }}) as company_id,
        {{ first_id('associated_contact_ids') }} as contact_id,
        _rejected_cells
    from {{ ref('base_hubspot__deals') }}
    where _rejected_reason is null

),

judged as (

    select
        deals.*,
        case
            when deals.is_closed_won then 'won'
            when deals.is_closed_lost or (deals.is_deal_closed and not deals.is_closed_won)
                -- a stage that counts as won or open does not undo that
                then coalesce(
                    case when stages.meaning not in ('won', 'open') then stages.meaning end,
                    case when bare_stages.meaning not in ('won', 'open') then bare_stages.meaning end,
                    'lost'
                )
            when not deals.is_deal_closed or (not deals.is_closed_won and not deals.is_closed_lost) then 'open'
            else coalesce(stages.meaning, bare_stages.meaning)
        end as outcome
    from deals
    {{ join_meaning('stages', 'hubspot', 'stage_outcome', 'deals.stage') }}
    {{ join_meaning('bare_stages', 'hubspot', 'stage_outcome', 'deals.bare_stage') }}

),

closed as (

    select
        judged.*,
        coalesce(
            judged.outcome,
            case
                -- a probability that cannot be read leaves it open what became of the deal
                when {{ is_unread('deal_probability') }} then null
                -- HubSpot gives 1 to the stages of won deals alone, and 0 to those of lost ones
                when judged.deal_probability >= 1 and coalesce(judged.is_closed_won, true) then 'won'
                when judged.deal_probability <= 0 or judged.is_deal_closed then 'lost'
                else 'open'
            end
        ) as final_outcome
    from judged

)

select
    closed.record_id as deal_id,
    closed.create_date as created_at,
    case
        -- the close date of an open deal is a plan
        when closed.final_outcome = 'open' then null
        -- midnight sharp is a day without a time
        when closed.close_date = cast(cast(closed.close_date as date) as timestamp)
            then {{ day_instant('cast(closed.close_date as date)') }}
        else closed.close_date
    end as closed_at,
    closed.final_outcome as outcome,
    -- a blank type took its default, new_business, when it was parsed
    coalesce(types.meaning, closed.deal_type) as deal_type,
    closed.stage,
    closed.deal_name as name,
    coalesce(merged_companies.survivor_id, closed.company_id) as account_id,
    coalesce(merged_contacts.survivor_id, closed.contact_id) as lead_id,
    owners.user_id as owner_id,
    {{ first_read(['amount', 'amount_in_company_currency'], 'closed') }} as amount,
    case
        when closed.amount is null or closed.currency is null then {{ text_literal(variable('reporting_currency')) }}
        else closed.currency
    end as currency,
    closed.closed_lost_reason as lost_reason,
    own_merges.survivor_id as merged_into_id,
    false as is_deleted,
    false as is_test,
    {{ unreadable_columns({
        'created_at': is_unread('create_date', 'closed._rejected_cells'),
        'closed_at': "closed.final_outcome <> 'open' and " ~ is_unread('close_date', 'closed._rejected_cells'),
        'outcome': 'closed.final_outcome is null',
        'deal_type': is_unread('deal_type', 'closed._rejected_cells'),
        'amount': is_first_unread(['amount', 'amount_in_company_currency'], 'closed'),
    }) }} as unreadable_columns
from closed
{{ join_meaning('types', 'hubspot', 'deal_type', 'closed.deal_type') }}
{{ join_hubspot_references('closed', ['contacts', 'companies']) }}
left join {{ ref('base_hubspot__merges') }} as own_merges
    on own_merges.record_type = 'deals' and closed.record_id = own_merges.merged_id
