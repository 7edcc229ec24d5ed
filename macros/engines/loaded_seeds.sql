{#
  What the raw and reference tables of the warehouse were loaded from, as their seeds noted it: by the name of the seed
  {exports_dir ('' for the project's own files), systems, system and kinds (which system's, and of what kind of record it is
  the export), source (the schema and loader of the table that it was read from, '' for files), files (how many files or tables; 0 where the export is not there), missing_parts (names of numbered parts that are missing),
  import_id (of which import), has_plain_cells (none of an export has a blank around it)}.
  Empty where the loader notes nothing: while dbt parses.
#}
{% macro loaded_seeds() %}
  {{ return(adapter.dispatch('loaded_seeds', 'sales_kpis')()) }}
{% endmacro %}

{% macro default__loaded_seeds() %} {{ return({}) }} {% endmacro %}

{% macro duckdb__loaded_seeds() %}
  {{ return(sales_kpis.noted_seeds(sales_kpis.kept().notes if execute else {})) }}
{% endmacro %}

{# `make load-postgres` writes the note that DuckDB has, as the comment of the table. #}
{% macro postgres__loaded_seeds() %}
  {%- set notes = {} -%}
  {%- if execute and flags.INTROSPECT is not false -%}
    {%- set query -%}
      select namespaces.nspname || '.' || tables.relname, obj_description(tables.oid, 'pg_class')
      from pg_catalog.pg_class as tables
      inner join pg_catalog.pg_namespace as namespaces on tables.relnamespace = namespaces.oid
      where namespaces.nspname in ('raw', 'reference') and left(obj_description(tables.oid, 'pg_class'), 1) = '{'
    {%- endset -%}
    {%- for row in sales_kpis.rows_of(query) -%} {%- do notes.update({row[0]: fromjson(row[1])}) -%} {%- endfor -%}
  {%- endif -%}
  {{ return(sales_kpis.noted_seeds(notes)) }}
{% endmacro %}

{# `make load-spark` writes it into the list of its files. #}
{% macro spark__loaded_seeds() %}
  {%- set notes = {} -%}
  {%- for name, table in sales_kpis.loaded_files().items() -%} {%- do notes.update({name: table.note}) -%} {%- endfor -%}
  {{ return(sales_kpis.noted_seeds(notes)) }}
{% endmacro %}


{# Notes by schema.name as notes by the name of the seed. #}
{% macro noted_seeds(notes) %}
  {%- set loaded = {} -%}
  {%- for seed in (graph.nodes.values() if execute else []) if seed.resource_type == 'seed' -%}
    {%- set note = notes.get(seed.schema ~ '.' ~ seed.alias) -%}
    {%- if note and note.systems -%} {%- do loaded.update({seed.name: note}) -%} {%- endif -%}
  {%- endfor -%}
  {{ return(loaded) }}
{% endmacro %}
