{#
  Before a run: stop where its numbers would come from other exports than it names, or from a mixture of two imports, and tell
  of files that nothing reads. `selected` are the ids of what the run does; seeds that it loads itself need no check, and unit
  tests bring their own rows. Where another program loads them (make load-…), all are looked at.
#}
{% macro check_exports(selected) %}
  {#- `dbt compile --no-introspect` asks no warehouse anything -#}
  {%- if not execute or flags.INTROSPECT is false -%} {{ return('') }} {%- endif -%}
  {%- set folder = sales_kpis.exports_folder() -%}
  {%- set reads_files = sales_kpis.reads_exports_dir() -%}
  {%- set readers = sales_kpis.readers_of(selected) -%}
  {%- if not readers -%} {{ return('') }} {%- endif -%}
  {%- if folder and reads_files and 'seed.' in readers | map('truncate', 5, true, '') | list -%}
    {%- do sales_kpis.check_import(folder) -%}
    {%- do sales_kpis.check_plain_files(folder) -%}
    {%- do sales_kpis.tell_unread(folder) -%}
  {%- endif -%}

  {%- set loaded = sales_kpis.loaded_seeds() -%}
  {%- set others = {} -%}
  {%- set seeds = sales_kpis.seeds_read_by(readers) -%}
  {%- for id in seeds if id not in selected or not (reads_files or sales_kpis.source_of(graph.nodes[id])) -%}
    {%- set note = loaded.get(graph.nodes[id].name) -%}
    {%- if not note and not reads_files -%}
      {% do exceptions.raise_compiler_error(
        graph.nodes[id].name ~ ' is not loaded on ' ~ target.type ~ '. Nothing was changed. Load it with the variables of this run, then repeat it: make load-'
        ~ target.type ~ ' VARS=vars.yml.'
      ) %}
    {%- endif -%}
    {%- if note and (note.exports_dir != folder or note.systems != sales_kpis.variable('systems') or (note.source or '') != sales_kpis.source_text(graph.nodes[id])) -%}
      {%- do others.update({sales_kpis.exports_text(note.exports_dir, note.systems, note.source): true}) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if others -%}
    {% do exceptions.raise_compiler_error(
      'the warehouse holds exports loaded from ' ~ others.keys() | join(' and ') ~ ', but this run names '
      ~ sales_kpis.exports_text(folder, sales_kpis.variable('systems'), sales_kpis.source_schemas()) ~ ' and does not load all that it reads. Nothing was changed.'
      ~ (' Run `dbt build` without a selection (or `make build`) with these variables, or repeat this run with those of the load.'
         if reads_files else ' Load with these variables (make load-' ~ target.type ~ '), or repeat this run with those of the load.')
    ) %}
  {%- endif -%}
  {%- do sales_kpis.take_loaded(seeds) -%}
{% endmacro %}


{% macro exports_text(folder, systems, source=none) %}
  {{ return(((source or '') ~ (' and ' if source and folder else '') ~ ("folder '" ~ folder ~ "'" if folder else '' if source else 'the demo company (exports_dir not set)')) ~ ', systems ' ~ systems | join(', ')) }}
{% endmacro %}


{# The ids of all seeds that these models and tests are made from. #}
{% macro seeds_read_by(ids) %}
  {%- set seen = {} -%}
  {%- set waiting = [] -%}
  {%- for id in ids -%}
    {%- do seen.update({id: true}) -%}
    {%- do waiting.append(id) -%}
  {%- endfor -%}
  {%- for _ in range(graph.nodes | length + waiting | length) if waiting -%}
    {%- set node = graph.nodes.get(waiting.pop()) or {} -%}
    {%- for id in (node.depends_on or {}).nodes or [] if id not in seen -%}
      {%- do seen.update({id: true}) -%}
      {%- do waiting.append(id) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- set seeds = [] -%}
  {%- for id in seen if id.startswith('seed.') -%}
    {%- do seeds.append(id) -%}
  {%- endfor -%}
  {{ return(seeds) }}
{% endmacro %}


{# The schemas of var sources, as messages name them. #}
{% macro source_schemas() %}
  {%- set texts = [] -%}
  {%- for source in (sales_kpis.variable('sources') or {}).values() -%} {%- do texts.append('schema ' ~ source.schema ~ ' (' ~ source.loader ~ ')') -%} {%- endfor -%}
  {{ return(texts | join(' and ')) }}
{% endmacro %}
