{%- set records = {
    'users': 'int_users', 'accounts': 'int_accounts', 'leads': 'int_leads', 'deals': 'int_deals',
    'activities': 'int_activities', 'meetings': 'int_meetings', 'subscriptions': 'int_subscriptions',
    'orders': 'int_orders', 'survey_responses': 'int_survey_responses', 'brand_mentions': 'int_brand_mentions',
    'presentation_sessions': 'int_presentation_sessions',
} -%}
with

flagged as (
{%- for export, model in records.items() %}
    select
        '{{ export }}' as export,
        left_out_reason
    from {{ ref(model) }}
    where left_out_reason is not null
    {{ 'union all' if not loop.last }}
{%- endfor %}
)

select
    export,
    left_out_reason,
    count(*) as record_count
from flagged
group by export, left_out_reason
