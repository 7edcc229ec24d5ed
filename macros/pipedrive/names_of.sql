{#
  The names that an export's accepted records have: `name_key`, how many records have it, and the id of one of them.
  A name means a record only where `records` is 1.
#}
{% macro names_of(base, name) -%}
    select
        lower(trim({{ name }})) as name_key,
        count(*) as records,
        min(id) as id
    from {{ ref(base) }}
    where _rejected_reason is null and {{ name }} is not null
    group by lower(trim({{ name }}))
{%- endmacro %}
