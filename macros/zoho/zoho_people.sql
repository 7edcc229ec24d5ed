{#
  Every user that an accepted row names, with id, name or both: the users themselves, in both orders of a Chinese or Korean
  name, and the owners of records.
#}
{% macro zoho_people() -%}
select record_id as user_id, {{ sales_kpis.written_name('full_name', 'first_name', 'last_name') }} as name
    from {{ ref('base_zoho__users') }}
    where _rejected_reason is null

    {{ sales_kpis.union_distinct() }}

    select record_id as user_id, {{ sales_kpis.person_name('full_name', 'first_name', 'last_name') }} as name
    from {{ ref('base_zoho__users') }}
    where _rejected_reason is null
    {%- set owners = {
        'accounts': 'account_owner', 'leads': 'lead_owner', 'deals': 'deal_owner', 'calls': 'call_owner',
        'tasks': 'task_owner', 'meetings': 'host',
    } %}
    {%- for export, owner in owners.items() %}

    {{ sales_kpis.union_distinct() }}

    select {{ owner }}_id as user_id, {{ owner }} as name
    from {{ ref('base_zoho__' ~ export) }}
    where _rejected_reason is null
    {%- endfor %}
{%- endmacro %}
