{%- set key = 'period_type, period_start, scope_type, scope_id' -%}
{#- identity -> the KPI whose rows it has, its two sides, and what the tolerance is a share of, where that is not the larger side -#}
{%- set identities = [
    ('customers_bridge', 'mrr', 'mrr.customers',
        'retention.denominator + coalesce(flows.new_at_end, 0) + retention.reactivated_customers - retention.churned_customers', none),
    ('customers_kept', 'retention', 'retention.denominator', 'retention.numerator + retention.churned_customers', none),
    ('mrr_bridge', 'mrr', 'mrr.kpi_value',
        'mrr.opening_mrr + mrr.new_mrr + mrr.reactivation_mrr + mrr.expansion_mrr + mrr.contraction_mrr + mrr.churn_mrr + mrr.fx_mrr',
        'mrr.opening_mrr + abs(mrr.fx_mrr) + mrr.expansion_mrr - mrr.contraction_mrr - mrr.churn_mrr + mrr.kpi_value'),
    ('mrr_opening', 'mrr', 'case when mrr.previous_value is not null then mrr.opening_mrr end', 'mrr.previous_value', none),
    ('mrr_per_customer', 'mrr', 'mrr.kpi_value', 'case when mrr.customers = 0 then 0 else mrr.arpa * mrr.customers end', none),
    ('arr_of_mrr', 'mrr', 'mrr.arr', '12 * mrr.kpi_value', none),
    ('win_rate_of_ratio', 'deals', 'case when deals.kpi_value is not null then deals.win_rate end',
        safe_divide('deals.kpi_value', '(1 + deals.kpi_value)'), none),
    ('win_rate_of_deals', 'deals', 'deals.win_rate', safe_divide('deals.numerator', '(deals.numerator + deals.denominator)'), none),
    ('new_customers_agree', 'new_customers', 'new_customers.kpi_value', 'acquisition.numerator', none),
    ('churned_agree', 'acquisition',
        'coalesce(retention.churned_customers, case when acquisition.churned_customers is not null then 0 end)',
        'acquisition.churned_customers', none),
    ('teams_new_customers', 'new_customers', 'new_customers.kpi_value',
        'case when new_customers.kpi_value is not null then coalesce(teams.new_customers, 0) end', none),
    ('teams_mrr', 'mrr', 'mrr.kpi_value', 'case when mrr.kpi_value is not null then coalesce(teams.mrr, 0) end', none),
    ('teams_won_deals', 'deals', 'deals.numerator', 'case when deals.numerator is not null then coalesce(teams.won_deals, 0) end', none),
    ('new_customers_in_crm', 'new_customers', 'new_customers.kpi_value',
        'case when deals_export.is_present then coalesce(crm_customers.new_customers, 0) end', none),
    ('new_mrr_in_crm', 'mrr', 'mrr.new_mrr',
        'case when deals_export.is_present then case when crm_amounts.won_count is null then 0 else crm_amounts.new_mrr end end', none),
] -%}
{#- what the sums and the CRM have for the company alone: a team's customers and a team's deals are not the same people's -#}
{%- set of_company = ['teams_new_customers', 'teams_mrr', 'teams_won_deals', 'new_mrr_in_crm'] -%}
{%- set sources = {
    'mrr': 'kpi_monthly_recurring_revenue',
    'retention': 'kpi_customer_retention_rate',
    'deals': 'kpi_deal_win_loss_ratio',
    'new_customers': 'kpi_new_customers',
    'acquisition': 'kpi_customer_acquisition_rate',
} -%}
with

flows as (
    select
        {{ key }},
        count(case when is_new and is_active_at_end then 1 end) as new_at_end
    from {{ in_scopes(ref('fct_customer_periods'), record=none) }}
    group by {{ key }}
),

teams as (
    select
        period_type,
        period_start,
        'company' as scope_type,
        'all' as scope_id,
        sum(case when kpi_id = 'new_customers' then kpi_value end) as new_customers,
        sum(case when kpi_id = 'monthly_recurring_revenue' then kpi_value end) as mrr,
        sum(case when kpi_id = 'deal_win_loss_ratio' then numerator end) as won_deals
    from {{ ref('kpi_values') }}
    where scope_type = 'team'
    group by period_type, period_start
),

won_deals as (
    select *
    from {{ ref('fct_deals') }}
    where outcome = 'won' and deal_type = 'new_business'
),

crm_customers as (
    select
        {{ key }},
        count(*) as new_customers
    from {{ in_periods_and_scopes(ref('dim_customers'), 'first_won_on', record=none) }}
    group by {{ key }}
),

crm_amounts as (
    select
        {{ key }},
        count(*) as won_count,
        sum(amount) / 12 as new_mrr
    from {{ in_periods_and_scopes('won_deals', 'closed_on', record=none) }}
    group by {{ key }}
),

deals_export as (
    select is_present
    from {{ ref('dim_exports') }}
    where export = 'deals'
)
{% for identity_id, subject, left_side, right_side, scale in identities %}
select
    '{{ identity_id }}' as identity_id,
    {{ subject }}.period_type,
    {{ subject }}.period_start,
    {{ subject }}.scope_type,
    {{ subject }}.scope_id,
    cast({{ left_side }} as {{ type_double() }}) as left_value,
    cast({{ right_side }} as {{ type_double() }}) as right_value,
    cast({{ scale or 'null' }} as {{ type_double() }}) as scale_value
from {{ ref(sources[subject]) }} as {{ subject }}
{%- for name in ['mrr', 'retention', 'acquisition'] if name != subject and (name ~ '.') in left_side ~ right_side %}
left join {{ ref(sources[name]) }} as {{ name }} using ({{ key }})
{%- endfor %}
{%- for name in ['flows', 'teams', 'crm_customers', 'crm_amounts'] if (name ~ '.') in right_side %}
left join {{ name }} using ({{ key }})
{%- endfor %}
{%- if 'deals_export.' in right_side %}
cross join deals_export
{%- endif %}
{%- if identity_id in of_company %}
where {{ subject }}.scope_type = 'company'
{%- else %}
where {{ is_no_slice(subject) }}
{%- endif %}
{{ 'union all' if not loop.last }}
{% endfor %}
