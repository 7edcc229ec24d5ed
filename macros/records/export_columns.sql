{#
    The columns of each export once its system's staging has read it, with their types: what every system ends in.
    `reference` names the export that a column's ids point to. `unreadable_columns` is what staging adds: which of the others
    rest on a cell that is filled and cannot be read. Exports in which NULL alone says so do without it.
#}
{% macro export_columns(export) %}
    {%- set text = dbt.type_string() -%}
    {%- set double = type_double() | trim -%}
    {%- set columns = {
        'users': [
            ('user_id', text, 'users'), ('name', text), ('email', text), ('team_id', text), ('team_name', text),
            ('time_zone', text), ('calendar_id', text), ('is_active', 'boolean'), ('hired_on', 'date'),
        ],
        'accounts': [
            ('account_id', text, 'accounts'), ('name', text), ('parent_account_id', text, 'accounts'),
            ('owner_id', text, 'users'), ('segment', text), ('country', text), ('created_at', 'timestamp'),
            ('is_deleted', 'boolean'), ('is_test', 'boolean'), ('merged_into_id', text, 'accounts'),
        ],
        'leads': [
            ('lead_id', text, 'leads'), ('created_at', 'timestamp'), ('inquiry_at', 'timestamp'),
            ('qualified_at', 'timestamp'), ('disqualified_at', 'timestamp'), ('converted_at', 'timestamp'),
            ('status', text), ('origin', text), ('source', text), ('owner_id', text, 'users'),
            ('account_id', text, 'accounts'), ('deal_id', text, 'deals'), ('company', text), ('email', text),
            ('merged_into_id', text, 'leads'), ('is_deleted', 'boolean'), ('is_test', 'boolean'),
            ('unreadable_columns', text),
        ],
        'deals': [
            ('deal_id', text, 'deals'), ('created_at', 'timestamp'), ('closed_at', 'timestamp'), ('outcome', text),
            ('deal_type', text), ('stage', text), ('name', text), ('account_id', text, 'accounts'),
            ('lead_id', text, 'leads'), ('owner_id', text, 'users'), ('amount', double), ('currency', text),
            ('lost_reason', text), ('merged_into_id', text, 'deals'), ('is_deleted', 'boolean'), ('is_test', 'boolean'),
            ('unreadable_columns', text),
        ],
        'deal_stage_history': [
            ('deal_id', text, 'deals'), ('stage', text), ('entered_at', 'timestamp'), ('is_closed', 'boolean'),
            ('is_won', 'boolean'),
        ],
        'activities': [
            ('activity_id', text, 'activities'), ('occurred_at', 'timestamp'), ('type', text), ('direction', text),
            ('status', text), ('is_automated', 'boolean'), ('lead_id', text, 'leads'),
            ('account_id', text, 'accounts'), ('deal_id', text, 'deals'), ('user_id', text, 'users'),
            ('message_id', text), ('is_deleted', 'boolean'),
            ('unreadable_columns', text),
        ],
        'meetings': [
            ('meeting_id', text, 'meetings'), ('invited_at', 'timestamp'), ('starts_at', 'timestamp'),
            ('ends_at', 'timestamp'), ('organizer_id', text, 'users'), ('lead_id', text, 'leads'),
            ('account_id', text, 'accounts'), ('deal_id', text, 'deals'), ('response', text),
            ('responded_at', 'timestamp'), ('outcome', text), ('withdrawn_at', 'timestamp'), ('is_external', 'boolean'),
            ('is_self_booked', 'boolean'), ('rescheduled_from_id', text, 'meetings'), ('is_deleted', 'boolean'),
            ('unreadable_columns', text),
        ],
        'subscriptions': [
            ('subscription_id', text, 'subscriptions'), ('account_id', text, 'accounts'), ('starts_on', 'date'),
            ('ends_on', 'date'), ('quantity', double), ('unit_amount', double), ('discount_rate', double),
            ('billing_interval_months', double), ('currency', text), ('status', text), ('is_deleted', 'boolean'),
            ('unreadable_columns', text),
        ],
        'orders': [
            ('order_id', text, 'orders'), ('account_id', text, 'accounts'), ('ordered_on', 'date'), ('amount', double),
            ('currency', text), ('is_deleted', 'boolean'),
        ],
        'survey_responses': [
            ('response_id', text, 'survey_responses'), ('surveyed_on', 'date'), ('respondent_id', text),
            ('question', text), ('rank', double), ('brand', text), ('score', double), ('weight', double),
            ('deal_id', text, 'deals'),
        ],
        'brand_mentions': [
            ('mention_id', text, 'brand_mentions'), ('mentioned_at', 'timestamp'), ('channel', text), ('brand', text),
            ('weight', double), ('is_owned', 'boolean'), ('is_bot', 'boolean'),
        ],
        'presentation_sessions': [
            ('session_id', text, 'presentation_sessions'), ('started_at', 'timestamp'), ('presentation_id', text),
            ('lead_id', text, 'leads'), ('sender_id', text, 'users'), ('completed_at', 'timestamp'),
            ('duration_seconds', double), ('page_views', double), ('video_views', double),
            ('video_watched_seconds', double), ('video_length_seconds', double), ('is_preview', 'boolean'),
            ('unreadable_columns', text),
        ],
    } -%}
    {{ return(columns.get(export)) }}
{% endmacro %}
