with

created as (
    select
        survivor_id,
        case
            when max(case when {{ is_unread('created_at', 'unreadable_columns') }} then 1 else 0 end) = 0 then min(created_at)
        end as created_at
    from {{ ref('int_deals') }}
    where deal_id = survivor_id or not is_test
    group by survivor_id
),

history as (
    select
        coalesce(deal.survivor_id, history.deal_id) as deal_id,
        {{ as_of('history.entered_at') }} as entered_at,
        {{ is_day_only('history.entered_at') }} as is_day_only,
        -- NULL where the cell cannot be read: then the stage is neither
        history.is_closed
    from (
        {{ union_systems('deal_stage_history') }}
    ) as history
    left join {{ ref('int_crosswalk') }} as deal
        on deal.record_type = 'deals' and history.deal_id = deal.record_id
    cross join {{ ref('dim_as_of') }} as as_of
    where not coalesce(deal.is_test, false)
),

reopened as (
    select deal_id
    from history
    group by deal_id
    having
        {{ reporting_date('max(case when not is_closed then entered_at end)') }}
        > {{ reporting_date('min(case when is_closed then entered_at end)') }}
        -- within one day only the stages with a time decide
        or max(case when not is_closed and not is_day_only then entered_at end)
        > min(case when is_closed and not is_day_only then entered_at end)
),

deals as (
    select
        records.deal_id,
        coalesce(records.owner_id, 'unassigned') as rep_id,
        records.account_id,
        records.customer_id,
        records.lead_id,
        records.deal_type,
        records.stage,
        records.amount as native_amount,
        records.currency,
        records.unreadable_columns,
        {{ as_of('created.created_at') }} as created_at,
        case when records.outcome <> 'open' then {{ as_of('records.closed_at') }} end as closed_at,
        -- a deal that closes after the as-of day is still open on it
        case when records.closed_at >= as_of.ends_at then 'open' else records.outcome end as outcome
    from {{ ref('int_deals') }} as records
    inner join created on records.deal_id = created.survivor_id
    cross join {{ ref('dim_as_of') }} as as_of
    where records.left_out_reason is null
),

dated as (
    select
        deals.*,
        {{ reporting_date('deals.created_at') }} as created_on,
        {{ reporting_date('deals.closed_at') }} as closed_on
    from deals
)

select
    dated.deal_id,
    dated.rep_id,
    coalesce(users.team_id, 'unassigned') as team_id,
    dated.account_id,
    dated.customer_id,
    dated.lead_id,
    dated.deal_type,
    dated.stage,
    dated.outcome,
    dated.created_at,
    dated.created_on,
    dated.closed_at,
    dated.closed_on,
    dated.native_amount,
    dated.currency,
    dated.native_amount * {{ fx_rate('rates', 'dated.currency') }} as amount,
    case
        when not {{ is_before('dated.closed_at', 'dated.created_at') }}
            then cast({{ days_between('dated.created_on', 'dated.closed_on') }} as bigint)
    end as days_to_close,
    reopened.deal_id is not null as is_reopened,
    dated.outcome <> 'open' and dated.closed_at is null as is_closed_without_date,
    coalesce({{ is_before('dated.closed_at', 'dated.created_at') }}, false) as is_out_of_order,
    dated.closed_on is not null
    and dated.native_amount is not null
    and {{ fx_rate('rates', 'dated.currency') }} is null as is_rate_missing,
    dated.unreadable_columns
from dated
left join {{ ref('int_users') }} as users on dated.rep_id = users.user_id and users.left_out_reason is null
left join reopened on dated.deal_id = reopened.deal_id
{{ join_fx_rate('rates', 'dated.currency', 'dated.closed_on') }}
