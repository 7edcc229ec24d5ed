{#
  What the raw and reference tables of the warehouse were loaded from, as their seeds noted it: by the name of the seed
  {exports_dir ('' for the project's own files), systems, system and kinds (which system's, and of what kind of record it is
  the export), files (how many; 0 where the export is not there), missing_parts (names of numbered parts that are missing),
  import_id and invocation (of which import and by which run), has_plain_cells (none of an export has a blank around it)}.
  Empty where the loader notes nothing: on other engines than DuckDB, and while dbt parses.
#}
{% macro loaded_seeds() %}
  {{ return(adapter.dispatch('loaded_seeds', 'sales_kpis')()) }}
{% endmacro %}

{% macro default__loaded_seeds() %} {{ return({}) }} {% endmacro %}

{% macro duckdb__loaded_seeds() %}
  {%- set loaded = {} -%}
  {%- if execute -%}
    {%- set schemas = [] -%}
    {%- for seed in graph.nodes.values() if seed.resource_type == 'seed' and seed.schema not in schemas -%}
      {%- do schemas.append(seed.schema) -%}
    {%- endfor -%}
    {%- set noted = run_query(
      "select table_name, comment from duckdb_tables() where database_name = current_database() and comment like '{%' and schema_name in ('"
      ~ schemas | join("', '") ~ "')"
    ) -%}
    {%- for row in noted.rows -%}
      {%- do loaded.update({row[0]: fromjson(row[1])}) -%}
    {%- endfor -%}
  {%- endif -%}
  {{ return(loaded) }}
{% endmacro %}
