{# The slices that a KPI can be measured for beside company, teams and reps, and the exports whose records have one. #}
{% macro slices() %}
    {%- set of_leads = ['leads', 'deals', 'meetings', 'presentation_sessions'] -%}
    {{ return({
        'segment': of_leads + ['accounts'],
        'source': of_leads,
        'country': of_leads + ['accounts'],
        'deal_type': ['deals'],
    }) }}
{% endmacro %}
