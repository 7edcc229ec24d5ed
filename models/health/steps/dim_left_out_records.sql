{#- export -> the model of its records, their key, and whether records of it are merged -#}
{%- set records = {
    'users': ('int_users', 'user_id', false), 'accounts': ('int_accounts', 'account_id', true),
    'leads': ('int_leads', 'lead_id', true), 'deals': ('int_deals', 'deal_id', true),
    'activities': ('int_activities', 'activity_id', false), 'meetings': ('int_meetings', 'meeting_id', false),
    'subscriptions': ('int_subscriptions', 'subscription_id', false), 'orders': ('int_orders', 'order_id', false),
    'survey_responses': ('int_survey_responses', 'response_id', false),
    'brand_mentions': ('int_brand_mentions', 'mention_id', false),
    'presentation_sessions': ('int_presentation_sessions', 'session_id', false),
} -%}
{%- for export, (model, key, is_merged) in records.items() %}
select
    '{{ export }}' as export,
    {{ key }} as record_id,
    cast({{ "case when left_out_reason = 'merged' then survivor_id end" if is_merged else 'null' }} as {{ dbt.type_string() }})
        as survivor_id,
    left_out_reason
from {{ ref(model) }}
where left_out_reason is not null
{{ 'union all' if not loop.last }}
{%- endfor %}
