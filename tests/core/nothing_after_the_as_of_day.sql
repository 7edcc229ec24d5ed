-- What lies after the as-of day has not happened: no fact carries such a date. Starts of meetings alone may be planned.
{%- set instants = {
    'fct_leads': ['created_at', 'inquiry_at', 'qualified_at', 'disqualified_at', 'converted_at', 'clock_started_at'],
    'fct_lead_responses': ['answered_at'],
    'fct_lead_outcomes': ['outcome_at'],
    'fct_deals': ['created_at', 'closed_at'],
    'fct_activities': ['occurred_at'],
    'fct_meetings': ['invited_at', 'responded_at', 'accepted_at', 'withdrawn_at'],
    'fct_presentation_sessions': ['started_at', 'completed_at', 'followed_up_at'],
} %}
{%- set days = {
    'fct_subscriptions': ['starts_on', 'ends_on'],
    'fct_customer_mrr': ['measured_on'],
    'fct_brand_namings': ['named_on'],
    'fct_prospects': ['qualified_on', 'converted_on'],
    'dim_period_days': ['date_day'],
    'dim_customers': ['first_paid_on', 'first_won_on'],
} %}

{% for model, columns in instants.items() -%}
select '{{ model }}' as model
from {{ ref(model) }} as facts
cross join {{ ref('dim_as_of') }} as as_of
where
    {%- for column in columns %}
    {{ 'or ' if not loop.first }}facts.{{ column }} >= as_of.ends_at
    {%- endfor %}

union all

{% endfor -%}
{% for model, columns in days.items() -%}
select '{{ model }}' as model
from {{ ref(model) }} as facts
cross join {{ ref('dim_as_of') }} as as_of
where
    {%- for column in columns %}
    {{ 'or ' if not loop.first }}facts.{{ column }} > as_of.as_of_date
    {%- endfor %}
{{ 'union all' if not loop.last }}
{% endfor %}
