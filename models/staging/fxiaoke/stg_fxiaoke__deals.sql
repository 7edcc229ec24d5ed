with

told as (

    select
        opportunities.*,
        statuses.meaning as status_outcome,
        stages.meaning as stage_outcome,
        types.meaning as type_of_type,
        renewals.meaning as type_of_renewal
    from {{ ref('base_fxiaoke__opportunities') }} as opportunities
    {{ join_meaning('statuses', 'fxiaoke', 'stage_outcome', 'opportunities.business_status') }}
    {{ join_meaning('stages', 'fxiaoke', 'stage_outcome', 'opportunities.stage') }}
    {{ join_meaning('types', 'fxiaoke', 'deal_type', 'opportunities.deal_type') }}
    {{ join_meaning('renewals', 'fxiaoke', 'deal_type', 'opportunities.renewal_status') }}
    where opportunities._rejected_reason is null

),

records as (

    select
        told.*,
        case
            when told.status_outcome is null then coalesce(told.stage_outcome, 'open')
            -- the status knows one kind of loss and one of 无效; the stage may say which
            when
                told.status_outcome in ('lost', 'disqualified')
                and told.stage_outcome in ('no_decision', 'duplicate', 'disqualified')
                then told.stage_outcome
            else told.status_outcome
        end as outcome
    from told

)

select
    records.unique_id as deal_id,
    records.created_at,
    case
        when records.outcome = 'open' then null
        -- a blank one leaves it to the last change of stage, which closed the deal
        else {{ first_read(['closed_at', 'stage_changed_at'], 'records') }}
    end as closed_at,
    records.outcome,
    coalesce(records.type_of_type, records.type_of_renewal, 'new_business') as deal_type,
    records.stage,
    records.opportunity_name as name,
    coalesce(records.account_id, accounts.record_id) as account_id,
    coalesce(records.lead_id, leads.record_id) as lead_id,
    coalesce(records.owner_id, owners.user_id) as owner_id,
    records.amount,
    records.currency,
    records.loss_reason as lost_reason,
    cast(null as {{ dbt.type_string() }}) as merged_into_id,
    {{ is_void('records.life_status') }} as is_deleted,
    false as is_test,
    {{ unreadable_columns({
        'created_at': is_unread('created_at', 'records._rejected_cells'),
        'closed_at': "records.outcome <> 'open' and " ~ is_first_unread(['closed_at', 'stage_changed_at'], 'records'),
        'amount': is_unread('amount', 'records._rejected_cells'),
    }) }} as unreadable_columns
from records
{{ join_owner() }}
{{ join_named('accounts', 'accounts', 'account_name') }}
{{ join_named('leads', 'leads', 'lead_name') }}
