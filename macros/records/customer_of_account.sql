{# The customer of the account that a record names; an account that is not in the export is its own. #}
{% macro customer_of_account() -%}
coalesce(account.customer_id, account.survivor_id, records.account_id)
{%- endmacro %}
