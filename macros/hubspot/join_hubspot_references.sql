{#
  Joins from a CTE of HubSpot to the user in its owner column and to the records that its ids mean once merges are followed:
  `owners`, `merged_contacts`, `merged_companies`, `merged_deals`. `records` is the alias of the CTE, whose columns are
  owner_name, contact_id, company_id and deal_id; `record_types` says which of the ids it has.
#}
{% macro join_hubspot_references(records, record_types) %}
left join {{ ref('base_hubspot__owners') }} as owners
    on {{ records }}.owner_name = owners.owner_name
{%- for record_type, id_column in {'contacts': 'contact_id', 'companies': 'company_id', 'deals': 'deal_id'}.items()
    if record_type in record_types %}
left join {{ ref('base_hubspot__merges') }} as merged_{{ record_type }}
    on merged_{{ record_type }}.record_type = '{{ record_type }}' and {{ records }}.{{ id_column }} = merged_{{ record_type }}.merged_id
{%- endfor %}
{%- endmacro %}
