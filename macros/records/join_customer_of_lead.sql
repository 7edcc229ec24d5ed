{# A lead's account and deal, which say who its customer is (customer_of_lead). #}
{% macro join_customer_of_lead() -%}
left join {{ ref('int_accounts') }} as accounts on leads.account_id = accounts.account_id
    left join {{ ref('fct_deals') }} as deals on leads.deal_id = deals.deal_id
{%- endmacro %}
