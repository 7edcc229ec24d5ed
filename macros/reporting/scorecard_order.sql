{# The order in which the KPIs are told: from the first answer to a lead to the revenue that stays. One that is not named comes last. #}
{% macro scorecard_order() -%}
    {{ return([
        'average_response_time',
        'system_touches',
        'meeting_acceptance_rate',
        'presentation_engagement',
        'follow_up_time',
        'sql_to_customer_conversion_rate',
        'deal_win_loss_ratio',
        'new_customers',
        'customer_acquisition_rate',
        'customer_retention_rate',
        'monthly_recurring_revenue',
        'customer_lifetime_value',
        'share_of_voice',
    ]) }}
{%- endmacro %}
