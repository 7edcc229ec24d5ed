{#
  Before a run: stop where a variable is not what it can be, with everything that is wrong. What one variable alone cannot
  tell is looked at here too; unit tests set variables one by one, and are not held to that.
#}
{% macro check_variables(selected) %}
  {%- if not execute or not sales_kpis.readers_of(selected) -%} {{ return('') }} {%- endif -%}
  {%- set faults = [] -%}
  {%- for name in sales_kpis.variable_rules() -%}
    {%- set fault = sales_kpis.variable_fault(name, var(name)) -%}
    {%- if fault -%} {%- do faults.append(fault) -%} {%- endif -%}
  {%- endfor -%}
  {%- if not faults -%}
    {%- set as_of_date, earliest_date = var('as_of_date'), var('earliest_date') -%}
    {%- if as_of_date and earliest_date and earliest_date | string > as_of_date | string -%}
      {%- do faults.append("var earliest_date is '" ~ earliest_date ~ "', after as_of_date '" ~ as_of_date ~ "': every date would be out of range. Set an earlier one, or leave it out.") -%}
    {%- endif -%}
    {#- on engines that do not read a folder, one's own exports stand in the place of the demo's -#}
    {%- if sales_kpis.reads_exports_dir() and not sales_kpis.has_own_exports() and var('reporting_history') and var('reporting_history') != 'demo' -%}
      {%- do faults.append("var reporting_history is '" ~ var('reporting_history') ~ "', but neither exports_dir nor sources is set: the demo company's reports would be kept under that name. Set exports_dir or sources, or leave reporting_history out.") -%}
    {%- endif -%}
    {%- do faults.extend(sales_kpis.faults_of_sources()) -%}
  {%- endif -%}
  {%- if faults -%} {{ exceptions.raise_compiler_error(faults | join('\n  ') ~ '\n  Nothing was changed.') }} {%- endif -%}
{% endmacro %}


{# What var sources cannot say beside the other variables. #}
{% macro faults_of_sources() %}
  {%- set faults, sources, systems, folder = [], var('sources') or {}, var('systems'), sales_kpis.exports_folder() -%}
  {%- set exports = graph.nodes.values() | selectattr('resource_type', 'equalto', 'seed') | selectattr('config.meta.export', 'defined') | list -%}
  {%- if sources and not sales_kpis.reads_sources() -%}
    {%- do faults.append('var sources is set, and a build on ' ~ target.type ~ ' reads no tables of a loader: DuckDB and PostgreSQL do. Leave sources out, and load the exports from files.') -%}
  {%- endif -%}
  {%- for system, source in sources.items() -%}
    {%- if system not in systems -%}
      {%- do faults.append('var sources names ' ~ system ~ ', and systems does not: ' ~ systems | join(', ') ~ '. Add it to systems, or take it out of sources.') -%}
    {%- endif -%}
    {%- set known = exports | selectattr('config.meta.system', 'equalto', system) | map(attribute='config.meta.export') | list -%}
    {%- for name in source.get('files', []) if system in systems and name not in known -%}
      {%- do faults.append("var sources, files of " ~ system ~ ": '" ~ name ~ "' was found, one of " ~ known | join(', ') ~ ' was expected. Correct the name of the export.') -%}
    {%- endfor -%}
    {%- if source.get('files') and not folder -%}
      {%- do faults.append('var sources reads ' ~ source.files | join(', ') ~ ' of ' ~ system ~ ' from files, and exports_dir is not set. Set it to their folder, or leave files out.') -%}
    {%- endif -%}
  {%- endfor -%}
  {%- for system in systems if sources and system not in sources and not folder -%}
    {%- do faults.append('var systems names ' ~ system ~ ", which sources does not read, and exports_dir is not set: the demo company's records would be mixed with yours. Set exports_dir, or take it out of systems.") -%}
  {%- endfor -%}
  {{ return(faults) }}
{% endmacro %}
