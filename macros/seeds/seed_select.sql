{#
  The select that reads a seed's files: exactly the declared columns. Exports stay text, whatever the data of the day
  looks like, and carry their place in the file as _row; reference data is cast to the declared types, strictly.
#}
{% macro seed_select(seed) %}
  {%- set is_export = seed.config.meta.export is defined -%}
  {%- set files = sales_kpis.seed_files(seed) -%}
  {%- set columns = seed.columns.values() | map(attribute='name') | reject('equalto', '_row') | list -%}

  {%- if not files -%}
    {%- set empty -%}
      select
        {%- for column in columns %} cast(null as varchar) as {{ adapter.quote(column) }},{% endfor %} cast(null as bigint) as _row
      where false
    {%- endset -%}
    {{ return(empty) }}
  {%- endif -%}

  {%- set parts = [] -%}
  {%- for file in files -%}
    {%- set headers = sales_kpis.file_headers(file) -%}
    {%- set columns = columns or headers -%}
    {%- do sales_kpis.check_headers(seed, file, columns, headers) -%}
    {%- if not file.lower().endswith('.parquet') -%}
      {%- do sales_kpis.check_quotes(file) -%}
    {%- endif -%}
    {%- do parts.append(sales_kpis.file_select(seed, file, columns, headers)) -%}
  {%- endfor -%}

  {%- if not is_export and seed.config.meta.extended_by and files[0] != sales_kpis.committed_file(seed) -%}
    {%- do parts.append(sales_kpis.rows_left_out(seed, columns, parts | join('\n      union all\n      '))) -%}
  {%- endif -%}

  {%- set select_sql -%}
    select
      {% for column in columns -%}
      {{ adapter.quote(column) }}{{ ',' if is_export or not loop.last }}
      {% endfor %}
      {%- if is_export -%} {{ 'row_in_file' if files | length == 1 else 'row_number() over ()' }} as _row {%- endif %}
    from (
      {{ parts | join('\n      union all\n      ') }}
    )
  {%- endset -%}
  {{ return(select_sql) }}
{% endmacro %}


{#
  The rows of the project's own file whose key, in any case, the folder's files lack (meta: extended_by, the key). A folder
  then holds only the rows that it adds or changes.
#}
{% macro rows_left_out(seed, columns, given) %}
  {%- set file = sales_kpis.committed_file(seed) -%}
  {%- set select_sql -%}
    select * from (
      {{ sales_kpis.file_select(seed, file, columns, sales_kpis.file_headers(file)) }}
    ) as own
    where not exists (
      select 1 from (
        {{ given }}
      ) as given
      where {% for key in seed.config.meta.extended_by -%}
        lower(given.{{ adapter.quote(key) }}) = lower(own.{{ adapter.quote(key) }}){{ ' and ' if not loop.last }}
      {%- endfor %}
    )
  {%- endset -%}
  {{ return(select_sql) }}
{% endmacro %}


{# The cells of one file under the declared names; an optional column that is not there is null. #}
{% macro file_select(seed, file, columns, headers) %}
  {%- set is_export = seed.config.meta.export is defined -%}
  {%- set is_parquet = file.lower().endswith('.parquet') -%}
  {%- set found = headers | map('lower') | list -%}
  {%- set select_sql -%}
    select
      {% for column in columns -%}
      {%- set place = found.index(column | lower) if column | lower in found else none -%}
      {%- if place is none -%}
        {%- set cell = sales_kpis.project_cell(seed, column, found) -%}
      {%- elif is_parquet -%}
        {#- a day that Parquet holds as a timestamp is its date: both kinds of column take that -#}
        {%- set cell = "regexp_replace(cast(cell_" ~ place ~ " as varchar), '^(.{10}) 00:00:00([+]00)?$', '\\1')" -%}
      {%- else -%}
        {%- set cell = 'cell_' ~ place -%}
      {%- endif -%}
      {%- if not is_export -%}
        {%- set cell = sales_kpis.reference_cell(seed, file, column, cell) -%}
      {%- endif -%}
      {%- if loop.first and not is_parquet -%}
        {%- set cell = sales_kpis.refuse_long_row(file, headers, cell) -%}
      {%- endif -%}
      {{ cell }} as {{ adapter.quote(column) }},
      {% endfor -%}
      row_in_file
    from {{ sales_kpis.read_file(file, headers) }}
  {%- endset -%}
  {%- if not is_export and seed.config.meta.rows_checked -%}
    {{ return(sales_kpis.checked_rows(seed, file, columns, select_sql)) }}
  {%- endif -%}
  {{ return(select_sql) }}
{% endmacro %}


{# The rows of a file of reference data; one that makes no sense (row_problem) stops the build. #}
{% macro checked_rows(seed, file, columns, select_sql) %}
  {%- set first = adapter.quote(columns[0]) -%}
  {{ return("select * exclude (row_in_file, problem) replace (case when problem is null then " ~ first ~ " else error('"
    ~ sales_kpis.sql_text(file) ~ ", row ' || row_in_file || ' after the header: ' || problem || '.') end as " ~ first
    ~ "), row_in_file from (select *, " ~ sales_kpis.row_problem(seed.name) ~ " as problem from (" ~ select_sql ~ "))") }}
{% endmacro %}


{#
  The cell of a column that a file lacks: null, or, of reference data that the project completes (meta: completed_by, its
  key), what the project's own file says for the row's key.
#}
{% macro project_cell(seed, column, found) %}
  {%- set key = seed.config.meta.completed_by -%}
  {%- if key is not defined or key not in found -%}
    {{ return('cast(null as varchar)') }}
  {%- endif -%}
  {{ return("(select max(own." ~ adapter.quote(column) ~ ") from read_csv('"
    ~ sales_kpis.glob_text(seed.root_path ~ '/' ~ seed.original_file_path) ~ "', all_varchar = true, header = true) as own where own."
    ~ adapter.quote(key) ~ " = trim(cell_" ~ found.index(key) ~ "))") }}
{% endmacro %}


{# How many cells beyond the header are looked at in a CSV row. #}
{% macro surplus_cells() %} {{ return(4) }} {% endmacro %}


{#
  A file as a table of text cells named by their place: cell_0, cell_1, ... and, in a CSV, surplus_0, ... beyond the header.
  strict_mode would refuse a header that ends in LF above rows that end in CRLF, and drops the rest of a file after a quote
  that is never closed without a word; what the loose mode would drop is looked for by check_quotes and refuse_long_row.
#}
{% macro read_file(file, headers) %}
  {%- set path = sales_kpis.glob_text(file) -%}
  {%- set names = [] -%}
  {%- for header in headers -%}
    {%- do names.append('cell_' ~ loop.index0) -%}
  {%- endfor -%}
  {%- if file.lower().endswith('.parquet') -%}
    {{ return("(select row_number() over () as row_in_file, * from read_parquet('" ~ path ~ "')) as cells (row_in_file, "
      ~ names | join(', ') ~ ")") }}
  {%- endif -%}
  {%- for place in range(sales_kpis.surplus_cells()) -%}
    {%- do names.append('surplus_' ~ place) -%}
  {%- endfor -%}
  {%- set types = [] -%}
  {%- for name in names -%}
    {%- do types.append("'" ~ name ~ "': 'varchar'") -%}
  {%- endfor -%}
  {{ return("(select row_number() over () as row_in_file, * from read_csv('" ~ path ~ "', header = true, columns = {" ~ types | join(', ') ~ "}, "
    ~ sales_kpis.csv_options() ~ ")) as cells") }}
{% endmacro %}


{% macro csv_options() %}
  {{ return("auto_detect = false, delim = ',', quote = '\"', escape = '\"', null_padding = true, strict_mode = false, parallel = false") }}
{% endmacro %}


{# The names of a file's columns, without the spaces and marks that exports put around them. #}
{% macro file_headers(file) %}
  {%- set path = sales_kpis.glob_text(file) -%}
  {%- if file.lower().endswith('.parquet') -%}
    {%- set headers = run_query("select column_name from (describe select * from read_parquet('" ~ path ~ "'))").columns[0].values() -%}
  {%- else -%}
    {%- set types = [] -%}
    {%- for place in range(1000) -%}
      {%- do types.append("'cell_" ~ place ~ "': 'varchar'") -%}
    {%- endfor -%}
    {%- set row = run_query("select * from read_csv('" ~ path ~ "', header = false, columns = {" ~ types | join(', ') ~ "}, "
      ~ sales_kpis.csv_options() ~ ") limit 1").rows -%}
    {%- set headers = row[0].values() | list if row else [] -%}
  {%- endif -%}
  {%- set names = [] -%}
  {%- set blanks = [] -%}
  {%- for header in headers -%}
    {%- set name = (header or '') | string | replace('\ufeff', '') | trim -%}
    {%- if name -%}
      {%- do names.extend(blanks) -%}
      {%- do blanks.clear() -%}
      {%- do names.append(name) -%}
    {%- else -%}
      {%- do blanks.append('') -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(names) }}
{% endmacro %}


{# A file that cannot be understood stops the build, and says what to do. #}
{% macro check_headers(seed, file, columns, headers) %}
  {%- set meta = seed.config.meta -%}
  {%- set found = headers | map('lower') | list -%}
  {%- set required = sales_kpis.required_columns(seed) -%}
  {%- set missing = [] -%}
  {%- set repeated = [] -%}
  {%- for column in columns -%}
    {%- if column in required and column | lower not in found -%}
      {%- do missing.append(column) -%}
    {%- endif -%}
    {%- if found.count(column | lower) > 1 -%}
      {%- do repeated.append(column) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- set is_foreign = columns | map('lower') | select('in', found) | list | length == 0 -%}
  {%- if missing or is_foreign -%}
    {%- set kpis = sales_kpis.kpis_that_need(seed) -%}
    {% do exceptions.raise_compiler_error(
      file ~ (' lacks the required column' ~ ('s ' if missing | length > 1 else ' ') ~ missing | join(', ') if missing else ' has none of the columns ' ~ columns | join(', ')) ~ '. '
      ~ ('Its header is: ' ~ headers | join(' | ') ~ '. ' if headers else 'The file is empty: it has no header. ')
      ~ ('These KPIs need it: ' ~ kpis | join(', ') ~ '. ' if kpis else '')
      ~ ('The whole header is one cell: save the file as CSV with commas between the cells and quotes around a cell at most, not around a row. ' if headers | length == 1 and columns | length > 1 else '')
      ~ 'Export the file again with the column, rename the header to match, or take the file away (an export that is absent is empty). '
      ~ 'The columns are declared in ' ~ seed.original_file_path.rsplit('/', 1)[0] ~ '.'
    ) %}
  {%- endif -%}
  {%- if repeated -%}
    {% do exceptions.raise_compiler_error(
      file ~ ' has more than one column named ' ~ repeated | join(', ') ~ '. Its header is: ' ~ headers | join(' | ')
      ~ '. Keep the right one and rename or remove the other.'
    ) %}
  {%- endif -%}
{% endmacro %}


{# The columns without which a file is of no use: those the contract of an export requires, and those of reference data that are tested not_null. #}
{% macro required_columns(seed) %}
  {%- set required = [] -%}
  {%- if seed.config.meta.export is defined -%}
    {%- for column in seed.columns.values() if column.config.meta.required == true -%}
      {%- do required.append(column.name) -%}
    {%- endfor -%}
  {%- else -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'test' and node.attached_node == seed.unique_id -%}
      {%- if node.test_metadata.name == 'not_null' -%}
        {%- do required.append(node.column_name.strip('"')) -%}
      {%- endif -%}
    {%- endfor -%}
  {%- endif -%}
  {{ return(required) }}
{% endmacro %}


{# The KPIs that an export feeds, from the committed definitions; nothing where there are none yet. #}
{% macro kpis_that_need(seed) %}
  {%- set kpis = [] -%}
  {%- set definitions = seed.root_path ~ '/seeds/reference/kpi_definitions.csv' -%}
  {%- set feeds = seed.config.meta.feeds or [] -%}
  {%- if feeds and run_query("select file from glob('" ~ sales_kpis.glob_text(definitions) ~ "')").rows -%}
    {%- set rows = run_query("select kpi_id, required_exports from read_csv('" ~ sales_kpis.glob_text(definitions)
      ~ "', all_varchar = true, header = true)").rows -%}
    {%- for row in rows -%}
      {%- for needed in (row[1] or '').split(';') if needed | trim in feeds and row[0] not in kpis -%}
        {%- do kpis.append(row[0]) -%}
      {%- endfor -%}
    {%- endfor -%}
  {%- endif -%}
  {{ return(kpis) }}
{% endmacro %}


{#
  What the loose mode would lose without a word: after a quote that is never closed every row runs into one cell, and text
  between a cell's closing quote and the next comma goes. Whether a line begins inside a cell is looked at only where some
  line might hold such text.
#}
{% macro check_quotes(file) %}
  {%- set lines -%}
    (
      select line, row_number() over () as line_number, length(line) - length(replace(line, '"', '')) as quotes
      from read_csv('{{ sales_kpis.glob_text(file) }}', header = false, auto_detect = false, delim = '{{ '\x01' }}', quote = '', escape = '',
        strict_mode = false, parallel = false, columns = {'line': 'varchar'})
    )
  {%- endset -%}
  {%- set cell = '"([^"]|"")*"[ \\t]*' -%}
  {%- set text_after_quote = "'^((" ~ cell ~ '|[^",][^,]*|),)*' ~ cell ~ "[^,\"\\s]'" -%}
  {%- set found = run_query(
    "select coalesce(sum(quotes), 0), count(case when quotes > 0 and (regexp_matches(line, " ~ text_after_quote
    ~ ") or regexp_matches('\"' || line, " ~ text_after_quote ~ ")) then 1 end) from " ~ lines
  ).rows[0] -%}
  {%- if found[0] | int % 2 == 1 -%}
    {% do exceptions.raise_compiler_error(
      file ~ ' has an odd number of quotes: a cell is opened and never closed, so that rows would run together. Export the file again, or correct it.'
    ) %}
  {%- endif -%}
  {%- if found[1] | int > 0 -%}
    {%- set line_number = run_query(
      "select min(line_number) from (select *, (sum(quotes) over (order by line_number) - quotes) % 2 as begins_inside from " ~ lines
      ~ ") where regexp_matches(case when begins_inside = 1 then '\"' else '' end || line, " ~ text_after_quote ~ ")"
    ).rows[0][0] -%}
    {%- if line_number is not none -%}
      {% do exceptions.raise_compiler_error(
        file ~ ', line ' ~ line_number ~ ': text stands between the closing quote of a cell and the next comma, and would be lost. '
        ~ 'Double the quotes inside a cell, or export the file again.'
      ) %}
    {%- endif -%}
  {%- endif -%}
{% endmacro %}


{# Cells beyond the header belong to no column: the row holds a comma that is not quoted, and all its cells may be shifted. #}
{% macro refuse_long_row(file, headers, cell) %}
  {%- set surplus = [] -%}
  {%- for place in range(sales_kpis.surplus_cells()) -%}
    {%- do surplus.append('surplus_' ~ place) -%}
  {%- endfor -%}
  {%- set checked -%}
    case
        when {{ surplus | join(' is not null or ') }} is not null
            then error('{{ sales_kpis.sql_text(file) }}, row ' || row_in_file || ' after the header, has more cells than the header''s {{ headers | length }}; surplus: ' || concat_ws(',', {{ surplus | join(', ') }}) || '. Quote the cells that hold a comma.')
        else {{ cell }}
      end
  {%- endset -%}
  {{ return(checked) }}
{% endmacro %}


{# A reference cell in its declared type. These files are edited by hand and few: a bad cell stops the build. #}
{% macro reference_cell(seed, file, column, cell) %}
  {%- set type = (seed.config.column_types or {}).get(column, 'text') | lower -%}
  {%- if type in ('text', 'varchar', 'string') -%}
    {{ return("nullif(trim(" ~ cell ~ "), '')") }}
  {%- endif -%}
  {%- set text = "nullif(trim(" ~ cell ~ "), '')" -%}
  {%- set number = "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$" -%}
  {%- set formats = {
    'date': "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    'integer': "^[+-]?[0-9]+$",
    'int': "^[+-]?[0-9]+$",
    'bigint': "^[+-]?[0-9]+$",
    'boolean': "^(?i)(true|false|1|0|yes|no)$",
    'double': number,
    'double precision': number,
  } -%}
  {%- set format = formats.get(type, '.*') -%}
  {%- set checked -%}
    case
        when {{ text }} is null then null
        when regexp_matches({{ text }}, '{{ format }}') and try_cast({{ text }} as {{ type }}) is not null
          {%- if type.startswith('double') %} and isfinite(try_cast({{ text }} as double)){% endif %}
            then try_cast({{ text }} as {{ type }})
        else error('{{ sales_kpis.sql_text(file) }}, row ' || row_in_file || ' after the header, column {{ column }}: "' || {{ cell }} || '" is no {{ type }}. Correct the cell.')
      end
  {%- endset -%}
  {{ return(checked) }}
{% endmacro %}
