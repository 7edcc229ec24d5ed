{# The name under which this build keeps what it reports: var reporting_history, else apart for the demo and for own exports. #}
{% macro reporting_history() -%}
{{ return(variable('reporting_history') or ('exports' if has_own_exports() else 'demo')) }}
{%- endmacro %}
