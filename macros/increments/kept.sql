{#
  What the warehouse keeps of earlier runs, read once a run and brought up to date by every node of it. Each table and view
  says in a comment what it was made from; the comment goes with it when it is replaced or dropped.

    notes    by schema.name {kind, and what the comment says: made_from, content, ...} of every table and view
    content  by schema.name what readers see of it, as far as somebody asked in this run
    tests    by id of a data test, or name of a check before the run: what it was made from in this run
    passed   the same of those that passed in earlier runs
    base     what everything is made from: DuckDB, its settings, and the macros that write tables
    macros   the text of all macros, which the loader of seeds is made of
    files    by path {size, content} of the files that were looked at
#}
{% macro kept() %}
  {#- graph is the one object that all nodes of a run share -#}
  {%- set runs = graph.setdefault('kept', {}) -%}
  {%- if invocation_id not in runs -%}
    {%- set found = sales_kpis.read_kept() -%}
    {%- do runs.setdefault(invocation_id, found) -%}
  {%- endif -%}
  {{ return(runs[invocation_id]) }}
{% endmacro %}


{# A comment holds where the columns and the number of rows are still those that it speaks of: else somebody changed the table by hand. #}
{% macro read_kept() %}
  {%- set notes, counts, shapes = {}, [], {} -%}
  {%- set listed = "select schema_name || '.' || table_name, 'table', comment, md5(sql) from duckdb_tables() where database_name = current_database() and not temporary"
    ~ " union all select schema_name || '.' || view_name, 'view', comment, null from duckdb_views() where database_name = current_database() and not internal" -%}
  {%- for row in sales_kpis.rows_of(listed) -%}
    {%- set said = fromjson(row[2]) if (row[2] or '').startswith('{') else {} -%}
    {%- do notes.update({row[0]: dict(said, kind=row[1])}) -%}
    {%- if said.content -%}
      {%- do shapes.update({row[0]: row[3]}) -%}
      {%- do counts.append("select '" ~ sales_kpis.sql_text(row[0]) ~ "', cast(count(*) as varchar) from " ~ sales_kpis.quoted_name(row[0])) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- for row in (sales_kpis.rows_of(counts | join(' union all ')) if counts else []) -%}
    {%- set note = notes[row[0]] -%}
    {%- if not note.content.startswith(row[1] ~ ' ') or not note.content.endswith(' ' ~ shapes[row[0]]) -%}
      {%- do notes.update({row[0]: {'kind': note.kind}}) -%}
    {%- endif -%}
  {%- endfor -%}

  {%- set passed = {} -%}
  {%- for row in (sales_kpis.rows_of('select test_id, made_from from increments.passed_tests') if 'increments.passed_tests' in notes else []) -%}
    {%- do passed.update({row[0]: row[1]}) -%}
  {%- endfor -%}

  {%- set roots = [] -%}
  {%- for node in graph.nodes.values() if node.root_path and not roots -%} {%- do roots.append(node.root_path) -%} {%- endfor -%}
  {%- set macros = "select cast(sum(hash(substr(filename, " ~ ((roots | first | default('', true)) | length + 1) ~ "), content)) as varchar) from read_blob('"
    ~ sales_kpis.glob_text(roots | first | default('.', true)) ~ "/macros/" -%}
  {%- set settings = ['TimeZone', 'Calendar', 'default_null_order', 'default_order', 'default_collation', 'integer_division', 'ieee_floating_point_ops'] -%}
  {%- set base = sales_kpis.rows_of("select version() || (select string_agg(name || ' ' || value, ' ' order by name) from duckdb_settings() where name in ('"
    ~ settings | join("', '") ~ "')), (" ~ macros ~ "materializations/*.sql')), (" ~ macros ~ "**/*.sql'))")[0] -%}
  {{ return({'notes': notes, 'content': {}, 'tests': {}, 'passed': passed, 'base': base[0] ~ ' ' ~ base[1], 'macros': base[2], 'files': {}}) }}
{% endmacro %}
