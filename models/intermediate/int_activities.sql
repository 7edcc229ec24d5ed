{{ config(materialized='view') }}
-- A view: its readers look at few of its columns, and fct_activities stores what counts.
with

{{ flagged_records('activities') }}

select
    records.activity_id,
    {{ survivor_of('lead') }} as lead_id,
    {{ survivor_of('account') }} as account_id,
    {{ survivor_of('deal') }} as deal_id,
    records.user_id,
    records.occurred_at,
    records.type as activity_type,
    records.direction,
    records.status,
    records.is_automated,
    records.message_id,
    coalesce(records.is_deleted, false) as is_deleted,
    records.is_test,
    records.unreadable_columns,
    case
        when records.is_deleted then 'deleted'
        when records.is_test then 'test'
        when {{ hangs_on_test_record(['leads', 'accounts', 'deals']) }} then 'of_test_record'
    end as left_out_reason
from activities as records
{{ join_references(['leads', 'accounts', 'deals']) }}
