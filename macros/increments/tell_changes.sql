{#
  Keep the keys of those rows of a new table that rows_before copied otherwise, or not at all; what to note of it: what the table
  was `before` {content, and the table of the keys that changed}.
#}
{% macro tell_changes(relation, before) %}
  {%- call statement('schema') -%} create schema if not exists increments {%- endcall -%}
  {%- call statement('changes') -%}
    create or replace table {{ before.changes }} as
    select {{ model.config.meta.tells_changes }}
    from ((from rows_before except all from {{ relation }}) union all (from {{ relation }} except all from rows_before))
  {%- endcall -%}
  {%- call statement('before') -%} drop table rows_before {%- endcall -%}
  {{ return({'before': before}) }}
{% endmacro %}
