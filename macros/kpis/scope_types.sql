{# The kinds of scope that this build has: company, teams, reps, and the slices of variable `slices`. #}
{% macro scope_types() %}
    {{ return(['company', 'team', 'rep'] + (sales_kpis.variable('slices') | list)) }}
{% endmacro %}
