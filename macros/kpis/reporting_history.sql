{# The name under which this build keeps what it reports: var reporting_history, else apart for the demo and for own exports. #}
{% macro reporting_history() -%}
{{ return(var('reporting_history', none) or ('demo' if var('exports_dir') is none else 'exports')) }}
{%- endmacro %}
