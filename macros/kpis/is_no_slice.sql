{# Whether a row is the company's, a team's or a rep's, and not that of a slice. #}
{% macro is_no_slice(rows) -%}
{{ rows }}.scope_type in ('{{ sales_kpis.scope_types([]) | join("', '") }}')
{%- endmacro %}
