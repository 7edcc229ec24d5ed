{#
  Before a run on PostgreSQL: let the role that SALES_KPIS_PG_READER names read the marts' schema, and what this run makes there.
  Of the other schemas it is given nothing. The role is there already: who may log in is not for a build to say.
#}
{% macro grant_reading() %} {{ return(adapter.dispatch('grant_reading', 'sales_kpis')()) }} {% endmacro %}

{% macro default__grant_reading() %} {{ return('') }} {% endmacro %}

{% macro postgres__grant_reading() %}
  {%- set role = env_var('SALES_KPIS_PG_READER', '') -%}
  {%- if not execute or not role -%} {{ return('') }} {%- endif -%}
  {%- set schema, reader = adapter.quote(target.schema), adapter.quote(role) -%}
  {%- if not run_query("select 1 from pg_catalog.pg_roles where rolname = '" ~ sales_kpis.sql_text(role) ~ "'").rows -%}
    {% do exceptions.raise_compiler_error(
      'SALES_KPIS_PG_READER names ' ~ reader ~ ', and PostgreSQL has no such role. Unset the variable, or create the role: create role ' ~ reader ~ ' login'
    ) %}
  {%- endif -%}
  grant usage on schema {{ schema }} to {{ reader }};
  grant select on all tables in schema {{ schema }} to {{ reader }};
  alter default privileges in schema {{ schema }} grant select on tables to {{ reader }}
{% endmacro %}
