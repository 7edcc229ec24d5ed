{#
    What the checks of source health know of each export: its records that count, when a record is from, and the columns
    that KPIs need.

    model       the records; none where only the accepted rows of all systems are read
    record_on   the day that a record is from, as an expression; none where records carry no day
    condition   which records have their day behind them
    columns     by their names in the generic form: `value` where it is called otherwise here, `due` the records that
                should have one (all, unless given), `references` the export that the ids point to
#}
{% macro health_exports() %}
    {%- set exports = {
        'users': {
            'model': 'int_users',
            'columns': [{'name': 'team_id'}, {'name': 'time_zone'}, {'name': 'calendar_id'}],
        },
        'accounts': {
            'model': 'int_accounts',
            'columns': [
                {'name': 'owner_id', 'references': 'users'}, {'name': 'segment'}, {'name': 'country'},
                {'name': 'created_at'},
            ],
        },
        'leads': {
            'model': 'int_leads',
            'record_on': reporting_date('records.created_at'),
            'columns': [
                {'name': 'owner_id', 'references': 'users'},
                {'name': 'qualified_at', 'due': 'records.converted_at is not null or records.deal_id is not null'},
                {
                    'name': 'account_id', 'references': 'accounts',
                    'due': 'records.converted_at is not null or records.deal_id is not null',
                },
                {'name': 'deal_id', 'references': 'deals', 'due': 'records.converted_at is not null'},
                {'name': 'inquiry_at', 'due': "records.origin = 'inbound'"}, {'name': 'origin'}, {'name': 'source'},
            ],
        },
        'deals': {
            'model': 'int_deals',
            'record_on': reporting_date('records.created_at'),
            'columns': [
                {'name': 'owner_id', 'references': 'users'},
                {'name': 'created_at'},
                {'name': 'closed_at', 'due': "records.outcome <> 'open'"},
                {'name': 'outcome'},
                {'name': 'amount', 'due': "records.outcome = 'won'"},
                {'name': 'currency', 'due': "records.outcome = 'won'"},
                {'name': 'account_id', 'references': 'accounts'},
                {'name': 'lead_id', 'references': 'leads', 'due': '1 = 0'},
                {'name': 'deal_type'}, {'name': 'stage'},
            ],
        },
        'deal_stage_history': {
            'model': none,
            'record_on': reporting_date('records.entered_at'),
            'columns': [
                {'name': 'deal_id', 'references': 'deals'}, {'name': 'is_closed'}, {'name': 'is_won'},
            ],
        },
        'activities': {
            'model': 'int_activities',
            'record_on': reporting_date('records.occurred_at'),
            'condition': sales_kpis.differs_from('records.status', "'planned'"),
            'columns': [
                {
                    'name': 'lead_id', 'references': 'leads',
                    'due': 'records.account_id is null and records.deal_id is null',
                },
                {'name': 'direction'}, {'name': 'status'},
                {'name': 'account_id', 'references': 'accounts', 'due': '1 = 0'},
                {'name': 'deal_id', 'references': 'deals', 'due': '1 = 0'},
                {'name': 'user_id', 'references': 'users'},
                {'name': 'message_id', 'due': "records.activity_type = 'email'"},
            ],
        },
        'meetings': {
            'model': 'int_meetings',
            'record_on': reporting_date('records.invited_at'),
            'columns': [
                {'name': 'organizer_id', 'references': 'users'}, {'name': 'starts_at'}, {'name': 'response'},
                {'name': 'responded_at', 'due': "records.response in ('accepted', 'declined', 'tentative')"},
                {'name': 'outcome'},
                {'name': 'lead_id', 'references': 'leads', 'due': 'records.is_external'},
                {'name': 'account_id', 'references': 'accounts', 'due': '1 = 0'},
                {'name': 'deal_id', 'references': 'deals', 'due': '1 = 0'},
            ],
        },
        'subscriptions': {
            'model': 'int_subscriptions',
            'record_on': 'records.starts_on',
            'columns': [
                {'name': 'account_id', 'references': 'accounts'}, {'name': 'quantity'}, {'name': 'discount_rate'},
                {'name': 'billing_interval_months'}, {'name': 'currency'}, {'name': 'status'},
                {'name': 'ends_on', 'due': "records.status = 'canceled'"},
            ],
        },
        'orders': {
            'model': 'int_orders',
            'record_on': 'records.ordered_on',
            'columns': [
                {'name': 'account_id', 'references': 'accounts'}, {'name': 'amount'}, {'name': 'currency'},
            ],
        },
        'survey_responses': {
            'model': 'int_survey_responses',
            'record_on': 'records.surveyed_on',
            'columns': [
                {'name': 'rank', 'value': 'records.naming_rank', 'due': 'records.named_as is not null'},
                {'name': 'weight'},
            ],
        },
        'brand_mentions': {
            'model': 'int_brand_mentions',
            'record_on': reporting_date('records.mentioned_at'),
            'columns': [{'name': 'weight'}],
        },
        'presentation_sessions': {
            'model': 'int_presentation_sessions',
            'record_on': reporting_date('records.started_at'),
            'columns': [
                {'name': 'sender_id', 'references': 'users'},
                {'name': 'lead_id', 'references': 'leads', 'due': 'records.completed_at is not null'},
                {'name': 'duration_seconds'}, {'name': 'presentation_id'},
            ],
        },
    } -%}
    {{ return(exports) }}
{% endmacro %}
