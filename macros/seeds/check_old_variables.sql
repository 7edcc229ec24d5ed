{#
  Before a run: stop where a variable is given that the project used to read and reads no longer, such as touch_cap or
  hubspot_stage_outcomes, and name the rows of settings or value_mappings that say the same.
#}
{% macro check_old_variables() %}
  {%- set fields = {
    'stage_outcomes': 'stage_outcome', 'lost_reasons': 'lost_reason', 'deal_types': 'deal_type', 'activity_types': 'activity_type',
    'task_types': 'activity_type', 'meeting_outcomes': 'meeting_outcome', 'visit_outcomes': 'meeting_outcome', 'origins': 'origin',
    'outbound_sources': 'origin',
  } -%}
  {%- set given = [] -%}
  {%- set rows = ['system,field,value,meaning'] -%}
  {%- for system in sales_kpis.mapped_fields() -%}
    {%- for suffix, field in fields.items() if var(system ~ '_' ~ suffix, none) is not none -%}
      {%- set values = var(system ~ '_' ~ suffix) -%}
      {%- do given.append(system ~ '_' ~ suffix) -%}
      {%- for value in values -%}
        {%- do rows.append([system, field, sales_kpis.csv_cell(value), values[value] if values is mapping else 'outbound'] | join(',')) -%}
      {%- endfor -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- if var('touch_cap', none) is not none -%}
    {% do exceptions.raise_compiler_error(
      'touch_cap is no longer read: it is a setting now. Take it out of your variables, and put this row into '
      ~ (sales_kpis.exports_folder() or 'seeds/reference') ~ '/settings.csv:\nsetting,value\ntouch_cap,' ~ var('touch_cap')
    ) %}
  {%- endif -%}
  {%- if given -%}
    {% do exceptions.raise_compiler_error(
      given | join(', ') ~ (' is' if given | length == 1 else ' are') ~ ' no longer read: what the words of a CRM mean is now in value_mappings.csv. Take '
      ~ given | join(', ') ~ ' out of your variables, and put these rows into '
      ~ (sales_kpis.exports_folder() or 'seeds/reference') ~ '/value_mappings.csv; those that the project has need not be there:\n'
      ~ rows | join('\n')
    ) %}
  {%- endif -%}
{% endmacro %}


{% macro csv_cell(text) %}
  {%- set text = text | string -%}
  {{ return('"' ~ text.replace('"', '""') ~ '"' if ',' in text or '"' in text else text) }}
{% endmacro %}
