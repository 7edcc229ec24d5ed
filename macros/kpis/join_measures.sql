{#
  Joins a KPI's own measures, one row a period and scope, to its rows of kpi_values, which the query calls kpi_rows.
  Without a required export nothing is known of them. `relation` is the table behind the name, where it is no CTE.
#}
{% macro join_measures(measures='measures', relation=none) -%}
left join {{ relation ~ ' as ' ~ measures if relation else measures }}
    on
        kpi_rows.has_required_exports
        and kpi_rows.period_type = {{ measures }}.period_type
        and kpi_rows.period_start = {{ measures }}.period_start
        and kpi_rows.scope_type = {{ measures }}.scope_type
        and kpi_rows.scope_id = {{ measures }}.scope_id
{%- endmacro %}
