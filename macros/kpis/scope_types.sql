{# The kinds of scope: company, teams and reps, and some slices, by default those that this build has. #}
{% macro scope_types(of_slices=none) %}
    {{ return(['company', 'team', 'rep'] + ((sales_kpis.variable('slices') if of_slices is none else of_slices) | list)) }}
{% endmacro %}
