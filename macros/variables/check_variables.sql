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
    {%- if sales_kpis.reads_exports_dir() and not sales_kpis.exports_folder() and var('reporting_history') and var('reporting_history') != 'demo' -%}
      {%- do faults.append("var reporting_history is '" ~ var('reporting_history') ~ "', but exports_dir is not set: the demo company's reports would be kept under that name. Set exports_dir, or leave reporting_history out.") -%}
    {%- endif -%}
  {%- endif -%}
  {%- if faults -%} {{ exceptions.raise_compiler_error(faults | join('\n  ') ~ '\n  Nothing was changed.') }} {%- endif -%}
{% endmacro %}
