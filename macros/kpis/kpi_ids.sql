{# The KPIs that the scorecards read across; those that are told for a rep where `of_reps` is true. #}
{% macro kpi_ids(of_reps=false) %}
    {%- set ids = [
        'average_response_time', 'system_touches', 'meeting_acceptance_rate', 'sql_to_customer_conversion_rate',
        'deal_win_loss_ratio', 'customer_retention_rate', 'monthly_recurring_revenue', 'customer_lifetime_value',
        'customer_acquisition_rate', 'new_customers', 'share_of_voice', 'presentation_engagement', 'follow_up_time',
    ] -%}
    {{ return(ids | reject('equalto', 'share_of_voice') | list if of_reps else ids) }}
{% endmacro %}
