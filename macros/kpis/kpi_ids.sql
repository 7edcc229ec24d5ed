{#
  The KPIs: the one list that names their models, records_<kpi> and kpi_<kpi>. What a build needs to know of one before it
  can read kpi_definitions is beside its name: whether its records count by period and not by day, whether it is
  measured for the company alone, whether its target is a band. `which` picks those that have such a mark, `without` those
  that lack it.
#}
{% macro kpi_ids(which=none, without=none) %}
    {%- set marks = {
        'average_response_time': [],
        'system_touches': ['band'],
        'meeting_acceptance_rate': [],
        'sql_to_customer_conversion_rate': [],
        'deal_win_loss_ratio': [],
        'customer_retention_rate': ['by_period'],
        'monthly_recurring_revenue': ['by_period'],
        'customer_lifetime_value': ['by_period'],
        'customer_acquisition_rate': ['by_period'],
        'new_customers': ['by_period'],
        'share_of_voice': ['company_only'],
        'presentation_engagement': [],
        'follow_up_time': [],
        'average_sales_cycle': [],
    } -%}
    {%- set ids = [] -%}
    {%- for kpi_id, of_kpi in marks.items() if (which is none or which in of_kpi) and without not in of_kpi -%}
        {%- do ids.append(kpi_id) -%}
    {%- endfor -%}
    {{ return(ids) }}
{% endmacro %}
