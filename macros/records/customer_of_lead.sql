{#
  The customer of a lead, `leads`, with what join_customer_of_lead joins: that of its account, else of its deal. An account that
  no export names is its own customer.
#}
{% macro customer_of_lead() -%}
coalesce(accounts.customer_id, leads.account_id, deals.customer_id)
{%- endmacro %}
