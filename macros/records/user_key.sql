{#
  The key of a user whom a record names by id, by name or by both: the id where there is one, else a digest of the name,
  because names of people must not become keys (docs/decisions/0009-marts-carry-no-names-of-people-but-for-reps.md). Null where both are.
#}
{% macro user_key(id, name) -%}
    coalesce({{ id }}, 'name:' || {{ sales_kpis.digest(['lower(trim(' ~ name ~ '))']) }})
{%- endmacro %}
