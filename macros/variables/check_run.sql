{#
  Before a run: stop where it must not begin, before it does anything. Variables that are no longer read, or are not what
  they can be; other exports than those that were loaded; reference data or tables of a loader with faults. Then fit the engine to the size of the
  exports. `selected` are the ids of what the run does.
#}
{% macro check_run(selected) %}
  {{ sales_kpis.check_old_variables() }}
  {{ sales_kpis.check_variables(selected) }}
  {{ sales_kpis.check_exports(selected) }}
  {{ sales_kpis.check_reference(selected) }}
  {{ sales_kpis.check_sources(selected) }}
  {{ sales_kpis.fit_machine() }}
{% endmacro %}
