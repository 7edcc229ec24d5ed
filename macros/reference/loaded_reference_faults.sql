{# The rules of reference data on the loaded tables: what breaks them as a fault (1), or deserves a second look (2). #}
{% macro loaded_reference_faults(severity) %}
  {%- set tables, files = {}, {} -%}
  {%- for name in ['fx_rates', 'business_hours', 'holidays', 'kpi_definitions', 'kpi_required_columns', 'kpi_targets', 'brands', 'gross_margins', 'source_checks', 'driver_bands', 'value_mappings', 'record_url_patterns', 'remarks', 'settings', 'source_check_texts', 'kpi_identity_rules', 'kpi_support', 'time_zones', 'test_record_rules',
    'clv_acquisition_quadrants', 'overlap_critical_values'] -%}
    {%- set texts = [] -%}
    {%- for seed in (graph.nodes.values() if execute else []) if seed.resource_type == 'seed' and seed.name == name -%}
      {%- for column in seed.columns.values() -%}
        {%- do texts.append('cast(' ~ adapter.quote(column.name) ~ ' as ' ~ dbt.type_string() ~ ') as text_of_' ~ column.name) -%}
      {%- endfor -%}
      {%- do files.update({name: seed.original_file_path}) -%}
    {%- endfor -%}
    {#- the loader keeps no row numbers: rows count in the order in which they come -#}
    {%- do tables.update({name: '(select seed.*, ' ~ (texts | join(', ') ~ ', ' if texts) ~ 'row_number() over (order by 1) as row_in_file, '
      ~ text_literal(files.get(name, '')) ~ ' as file_name from ' ~ ref(name) ~ ' as seed)'}) -%}
  {%- endfor -%}
select * from (
{{ reference_rules(tables, files) | join('\nunion all\n') }}
) as faults
where severity = {{ severity }}
{%- endmacro %}
