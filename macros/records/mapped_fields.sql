{# The fields of each system whose values value_mappings gives a meaning, with the meanings that there are. #}
{% macro mapped_fields() %}
    {%- set outcomes = ['open', 'won', 'lost', 'no_decision', 'duplicate', 'disqualified'] -%}
    {%- set losses = ['lost', 'no_decision', 'duplicate', 'disqualified'] -%}
    {%- set deals = ['new_business', 'expansion', 'renewal'] -%}
    {%- set activities = ['call', 'email', 'sms', 'social', 'video', 'note', 'task'] -%}
    {%- set meetings = ['scheduled', 'held', 'no_show', 'canceled', 'rescheduled'] -%}
    {%- set origins = ['inbound', 'outbound'] -%}
    {{ return({
        'fxiaoke': {
            'stage_outcome': outcomes, 'deal_type': deals, 'activity_type': activities, 'meeting_outcome': meetings, 'origin': origins,
        },
        'hubspot': {'stage_outcome': outcomes, 'deal_type': deals, 'activity_type': activities, 'origin': origins},
        'pipedrive': {
            'lost_reason': losses, 'deal_type': deals, 'activity_type': activities + ['meeting'], 'meeting_outcome': meetings,
            'origin': origins,
        },
        'salesforce': {'stage_outcome': outcomes, 'deal_type': deals},
        'zoho': {'stage_outcome': outcomes, 'deal_type': deals, 'activity_type': activities, 'origin': origins},
    }) }}
{% endmacro %}
