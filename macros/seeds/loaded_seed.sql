{#
  Seeds on another engine are the tables that `make load-…` has put there; check_exports has compared their notes with the
  run. DuckDB reads the files for every engine: one reader, and the same messages, cells and rows.
  What a loader fills (var sources) is read from its table.
#}
{% macro loaded_seed() %}
  {%- if sales_kpis.source_of(model) -%} {{ return({'relations': [sales_kpis.loaded_source()]}) }} {%- endif -%}
  {%- if sales_kpis.loaded_seeds()[model.name].checksum != model.checksum.checksum -%}
    {% do exceptions.raise_compiler_error(
      model.original_file_path ~ ' has changed since it was loaded. Load again (make load-' ~ target.type ~ '), then repeat this run.'
    ) %}
  {%- endif -%}
  {% call noop_statement('main', 'LOADED BEFORE', 'LOADED BEFORE', 0) -%} {%- endcall %}
  {% do store_result('agate_table', response='OK', agate_table=none) %}
  {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmacro %}
