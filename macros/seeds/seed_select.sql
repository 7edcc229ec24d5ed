{#
  The select that reads a seed's files: exactly the declared columns. Exports stay text, whatever the data of the day
  looks like, and carry their place in the file as _row; reference data is cast to the declared types, strictly. `as_text`
  gives the cells of reference data as they are written, with row_in_file and file_name, of its own files alone. `found` is
  told whether all cells are plain: none has a blank around it, so that nobody needs to take any off. `files` are the later
  parts of an export of which so many rows (`after`) are there.
#}
{% macro seed_select(seed, as_text=false, found={}, files=none, after=0) %}
  {%- set is_export = seed.config.meta.export is defined -%}
  {%- set files = files or sales_kpis.seed_files(seed) -%}
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
  {%- set plain_files = [] -%}
  {%- for file in files -%}
    {%- set is_parquet = file.lower().endswith('.parquet') -%}
    {%- if not is_parquet -%}
      {%- do sales_kpis.check_long_lines(file, sales_kpis.check_is_text(file)) -%}
    {%- endif -%}
    {%- set headers = sales_kpis.file_headers(file) -%}
    {%- set columns = columns or headers -%}
    {%- do sales_kpis.check_headers(seed, file, columns, headers) -%}
    {%- if not is_parquet and sales_kpis.check_lines(file, headers) -%}
      {%- do plain_files.append(file) -%}
    {%- endif -%}
    {%- set part = sales_kpis.file_select(seed, file, columns, headers, as_text) -%}
    {%- do parts.append("select *, '" ~ sales_kpis.sql_text(file) ~ "' as file_name from (" ~ part ~ ')' if as_text else part) -%}
  {%- endfor -%}
  {%- do found.update({'has_plain_cells': is_export and plain_files | length == files | length}) -%}
  {%- if as_text -%} {{ return(parts | join('\n      union all\n      ')) }} {%- endif -%}

  {%- if not is_export and seed.config.meta.extended_by and files[0] != sales_kpis.committed_file(seed) -%}
    {%- do parts.append(sales_kpis.rows_left_out(seed, columns, parts | join('\n      union all\n      '))) -%}
  {%- endif -%}

  {%- set select_sql -%}
    select
      {% for column in columns -%}
      {{ adapter.quote(column) }}{{ ',' if is_export or not loop.last }}
      {% endfor %}
      {%- if is_export -%} {{ ('row_in_file' if files | length == 1 else 'row_number() over ()') ~ (' + ' ~ after if after) }} as _row {%- endif %}
    from (
      {{ parts | join('\n      union all\n      ') }}
    )
    {{- ' where false' if sales_kpis.is_of_the_demo_alone(seed, files) }}
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


{# The cells of one file under the declared names; an optional column that is not there is null, or as the project completes it. `as_text` leaves reference data uncast. #}
{% macro file_select(seed, file, columns, headers, as_text=false) %}
  {%- set is_export = seed.config.meta.export is defined -%}
  {%- set is_parquet = file.lower().endswith('.parquet') -%}
  {%- set found = headers | map('lower') | list -%}
  {%- set types = sales_kpis.parquet_types(file) if is_parquet else {} -%}
  {%- set key = seed.config.meta.completed_by -%}
  {%- set completed = columns | reject('in', found) | list if key in found else [] -%}
  {%- set select_sql -%}
    select
      {% for column in columns -%}
      {%- set place = found.index(column | lower) if column | lower in found else none -%}
      {%- if place is none -%}
        {%- set cell = 'own.' ~ adapter.quote(column) if column in completed else 'cast(null as varchar)' -%}
      {%- elif is_parquet -%}
        {%- set cell = sales_kpis.parquet_cell(seed, file, column, 'cell_' ~ place, types[headers[place]]) -%}
      {%- else -%}
        {%- set cell = 'cell_' ~ place -%}
      {%- endif -%}
      {%- if as_text -%}
        {%- set cell = "nullif(trim(" ~ cell ~ "), '')" -%}
      {%- elif not is_export -%}
        {%- set cell = sales_kpis.reference_cell(seed, file, column, cell) -%}
      {%- endif -%}
      {%- if loop.first and not is_parquet -%}
        {%- set cell = sales_kpis.refuse_long_row(file, headers, cell) -%}
      {%- endif -%}
      {{ cell }} as {{ adapter.quote(column) }},
      {% endfor -%}
      row_in_file
    from {{ sales_kpis.read_file(file, headers) }}
    {%- if completed %}
    left join {{ sales_kpis.own_cells(seed, key, completed) }} as own on own.own_key = trim(cell_{{ found.index(key) }})
    {%- endif %}
  {%- endset -%}
  {{ return(select_sql) }}
{% endmacro %}


{# What the project's own file says in some columns by the key of reference data that it completes (meta: completed_by). #}
{% macro own_cells(seed, key, columns) %}
  {%- set select_sql -%}
    (
      select
        {{ adapter.quote(key) }} as own_key,
        {%- for column in columns %} max({{ adapter.quote(column) }}) as {{ adapter.quote(column) }}{{ ',' if not loop.last }}{% endfor %}
      from read_csv('{{ sales_kpis.glob_text(seed.root_path ~ '/' ~ seed.original_file_path) }}', all_varchar = true, header = true)
      group by 1
    )
  {%- endset -%}
  {{ return(select_sql) }}
{% endmacro %}


{# The types of a Parquet file's columns by their names. #}
{% macro parquet_types(file) %}
  {%- set types = {} -%}
  {%- for row in run_query("select column_name, column_type from (describe select * from read_parquet('" ~ sales_kpis.glob_text(file) ~ "'))").rows -%}
    {%- do types.update({row[0] | trim: row[1]}) -%}
  {%- endfor -%}
  {{ return(types) }}
{% endmacro %}


{#
  The text of a cell of a Parquet file, as a CSV would have it: a day that is a timestamp is its date, a whole number has no
  decimals (an id that passed through a table with gaps comes as 12.0). What cannot be an id, or has no text, stops the build.
#}
{% macro parquet_cell(seed, file, column, cell, type) %}
  {%- set text = "cast(" ~ cell ~ " as varchar)" -%}
  {%- if modules.re.match('BLOB|BIT|STRUCT|MAP|UNION|INTERVAL|VARIANT', type) or type.endswith(']') -%}
    {% do exceptions.raise_compiler_error(
      file ~ ', column ' ~ column ~ ', is of type ' ~ type | truncate(60, true) ~ '; expected text, a number, true or false, a date or a time. Write the column as one of these.'
    ) %}
  {%- elif type.startswith('TIMESTAMP') -%}
    {{ return("regexp_replace(" ~ text ~ ", '^(.{10}) 00:00:00([+]00)?$', '\\1')") }}
  {%- elif not modules.re.match('DOUBLE|FLOAT|DECIMAL', type) -%}
    {{ return(text) }}
  {%- endif -%}
  {%- set number = "regexp_replace(" ~ text ~ ", '^(-?[0-9]+)[.]0+$', '\\1')" -%}
  {%- set declared = seed.columns.values() | selectattr('name', 'equalto', column) | first -%}
  {%- if declared is not defined or declared.config.meta.type != 'id' -%}
    {{ return(number) }}
  {%- endif -%}
  {%- set checked -%}
    case
        when {{ cell }} is null or (
            {{ cell }} = trunc({{ cell }}) {% if not type.startswith('DECIMAL') %} and abs({{ cell }}) <= {{ 2 ** (24 if type == 'FLOAT' else 53) }} {% endif %}
        ) then cast(cast({{ cell }} as hugeint) as varchar)
        else error('{{ sales_kpis.sql_text(file) }}, row ' || row_in_file || ', column {{ column }}: ' || {{ text }} || ' is a {{ type }} and no id; expected text, or a whole number that this type holds exactly. Write ids as text.')
      end
  {%- endset -%}
  {{ return(checked) }}
{% endmacro %}


{# How many cells beyond the header are looked at in a CSV row; check_lines looks for those still farther out. #}
{% macro surplus_cells() %} {{ return(4) }} {% endmacro %}


{# DuckDB's own limit of two million bytes would show the whole line. A cell of a text area may be long. #}
{% macro longest_line() %} {{ return(16000000) }} {% endmacro %}


{#
  A file as a table of text cells named by their place: cell_0, cell_1, ... and, in a CSV, surplus_0, ... beyond the header.
  strict_mode would refuse a header that ends in LF above rows that end in CRLF, and drops the rest of a file after a quote
  that is never closed without a word; what the loose mode would drop is looked for by check_lines and refuse_long_row.
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
  {{ return("auto_detect = false, delim = ',', quote = '\"', escape = '\"', null_padding = true, strict_mode = false, parallel = false, max_line_size = "
    ~ sales_kpis.longest_line() ~ ", buffer_size = " ~ (2 * sales_kpis.longest_line())) }}
{% endmacro %}


{# A file as a table of its lines. #}
{% macro file_lines(file) %}
  {{ return("read_csv('" ~ sales_kpis.glob_text(file) ~ "', header = false, auto_detect = false, delim = '\x01', quote = '', escape = '',"
    ~ " strict_mode = false, parallel = false, max_line_size = " ~ sales_kpis.longest_line() ~ ", buffer_size = " ~ (2 * sales_kpis.longest_line())
    ~ ", columns = {'line': 'varchar'})") }}
{% endmacro %}


{# The names of a file's columns, without the spaces and marks that exports put around them. #}
{% macro file_headers(file) %}
  {%- set path = sales_kpis.glob_text(file) -%}
  {%- if file.lower().endswith('.parquet') -%}
    {%- set headers = run_query("select column_name from (describe select * from read_parquet('" ~ path ~ "'))").columns[0].values() -%}
  {%- else -%}
    {#- a thousand columns take ten times as long to read, and hardly any file has more than sixty -#}
    {%- set headers = sales_kpis.header_cells(path, 60) -%}
    {%- if headers and headers[-1] is not none -%}
      {%- set headers = sales_kpis.header_cells(path, sales_kpis.most_columns()) -%}
    {%- endif -%}
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
  {%- if names | length >= sales_kpis.most_columns() and not file.lower().endswith('.parquet') -%}
    {% do exceptions.raise_compiler_error(
      file ~ ' has ' ~ sales_kpis.most_columns() ~ ' columns or more; expected the few that its contract declares. Export it with these columns alone.'
    ) %}
  {%- endif -%}
  {{ return(names) }}
{% endmacro %}


{# The first row of a file, in so many cells; what is beyond them is left out, and null stands for cells that it lacks. #}
{% macro header_cells(path, width) %}
  {%- set types = [] -%}
  {%- for place in range(width) -%}
    {%- do types.append("'cell_" ~ place ~ "': 'varchar'") -%}
  {%- endfor -%}
  {%- set rows = run_query("select * from read_csv('" ~ path ~ "', header = false, columns = {" ~ types | join(', ') ~ "}, "
    ~ sales_kpis.csv_options() ~ ") limit 1").rows -%}
  {{ return(rows[0].values() | list if rows else []) }}
{% endmacro %}


{% macro most_columns() %} {{ return(1000) }} {% endmacro %}


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
      ~ ('Its header is: ' ~ headers | join(' | ') | truncate(1000, true) ~ '. ' if headers else 'The file is empty: it has no header. ')
      ~ ('These KPIs need it: ' ~ kpis | join(', ') ~ '. ' if kpis else '')
      ~ ('The whole header is one cell: save the file as CSV with commas between the cells and quotes around a cell at most, not around a row. ' if headers | length == 1 and columns | length > 1 else '')
      ~ 'Export the file again with the column, rename the header to match, or take the file away (an export that is absent is empty). '
      ~ 'The columns are declared in ' ~ seed.original_file_path.rsplit('/', 1)[0] ~ '.'
    ) %}
  {%- endif -%}
  {%- if repeated -%}
    {% do exceptions.raise_compiler_error(
      file ~ ' has more than one column named ' ~ repeated | join(', ') ~ '. Its header is: ' ~ headers | join(' | ') | truncate(1000, true)
      ~ '. Keep the right one and rename or remove the other.'
    ) %}
  {%- endif -%}
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
  Stop at a file that is no text in UTF-8: what it is in its place, by its first bytes. A file that is too large to be held
  in memory is left to the reader. Gives the size of the file, or the bound of what is held in memory.
#}
{% macro check_is_text(file) %}
  {%- set found = run_query(
    "select hex(content[1:4]), coalesce(contains(decoded, chr(0)), true), decoded is null, size from (select content, try(decode(content)) as decoded, size from read_blob('"
    ~ sales_kpis.glob_text(file) ~ "') where size < 500000000)"
  ).rows -%}
  {%- set found = found[0] if found else [none, false, false, 500000000] -%}
  {%- if found[1] -%}
    {%- set kinds = {'504B': 'a zip or a workbook', '1F8B': 'a gzip file', '5041': 'a Parquet file', 'FFFE': 'text in UTF-16', 'FEFF': 'text in UTF-16', 'D0CF': 'an old workbook', '2550': 'a PDF'} -%}
    {% do exceptions.raise_compiler_error(
      file ~ ' is ' ~ kinds.get((found[0] or '')[:4], 'text in another encoding than UTF-8, or a binary file' if found[2] else 'a binary file: it holds NUL bytes')
      ~ '; expected a CSV in UTF-8 (utf-8). Save it so, or let the importer make it: make import FROM=' ~ file.rsplit('/', 1)[0] ~ ' reads any encoding, zips and workbooks.'
    ) %}
  {%- endif -%}
  {{ return(found[3]) }}
{% endmacro %}


{#
  A row that is too long stops DuckDB, at the first look at the header even; its message shows ten thousand characters of
  cells. So it is told first: a long line, a quote that is never closed, or a quoted cell of many lines. Only a file that
  is larger than the longest line is read once more.
#}
{% macro check_long_lines(file, size) %}
  {%- if size > sales_kpis.longest_line() -%}
    {%- set line, quotes = sales_kpis.first_too_long(
      sales_kpis.file_lines(file)[:-1], "sum(case when contains(line, '\"') then length(line) - length(replace(line, '\"', '')) else 0 end)"
    ) -%}
    {#- only a quote joins lines into a row -#}
    {%- set row = sales_kpis.first_too_long("read_csv('" ~ sales_kpis.glob_text(file) ~ "', header = false, columns = {'cell_0': 'varchar'}, "
      ~ sales_kpis.csv_options(), 'count(*)')[0] if quotes else none -%}
    {%- if line is not none or row is not none -%}
      {%- if line is none -%} {%- do sales_kpis.refuse_odd_quotes(file, quotes or 0) -%} {%- endif -%}
      {% do exceptions.raise_compiler_error(
        file ~ (', line ' ~ line if line is not none else ', header' if row == 1 else ', row ' ~ (row - 1) ~ ' after the header') ~ ': more than '
        ~ sales_kpis.longest_line() ~ ' bytes were found' ~ (', a line' if line is not none else ' between two quotes, a row') ~ ' of at most so many was expected. '
        ~ 'Shorten the cell that holds them, or leave its column out of the export if no contract declares it; where rows run together, '
        ~ ('' if line is not none else 'close the cell or double the quotes in it, or ') ~ 'export the file again.'
      ) %}
    {%- endif -%}
  {%- endif -%}
{% endmacro %}


{# The number of the first row of a file that is too long for its reader, or none, and an aggregate of the others. #}
{% macro first_too_long(reader, aggregate) %}
  {%- set options = ", ignore_errors = true, store_rejects = true, rejects_table = 'long_rows', rejects_scan = 'long_row_scans', rejects_limit = 0)" -%}
  {%- set value = run_query('select ' ~ aggregate ~ ' from ' ~ reader ~ options).rows[0][0] -%}
  {%- set row = run_query("select min(line) from long_rows where error_type = 'LINE SIZE OVER MAXIMUM'").rows[0][0] -%}
  {%- do run_query('drop table long_rows') -%}
  {%- do run_query('drop table long_row_scans') -%}
  {{ return([row, value]) }}
{% endmacro %}


{% macro refuse_odd_quotes(file, quotes) %}
  {%- if quotes | int % 2 == 1 -%}
    {% do exceptions.raise_compiler_error(
      file ~ ' has an odd number of quotes: a cell is opened and never closed, so that rows would run together. Export the file again, or correct it.'
    ) %}
  {%- endif -%}
{% endmacro %}


{#
  What the loose mode would lose without a word: after a quote that is never closed every row runs into one cell, and text
  between a cell's closing quote and the next comma goes; two stray quotes join the rows between them; cells far beyond the
  header go. Where a line begins is looked at only where some line might hold such. What a line without a quote, without
  five commas in a row and without blanks cannot have is not counted in it. Gives whether no cell of the file can have
  a blank around it.
#}
{% macro check_lines(file, headers) %}
  {%- set width = headers | length -%}
  {%- set lines -%}
    (
      select
        line,
        row_number() over () as line_number,
        length(line) - length(replace(line, '"', '')) as quotes,
        length(line) - length(replace(line, ',', '')) as commas
      from {{ sales_kpis.file_lines(file) }}
    )
  {%- endset -%}
  {%- set has_quote = "contains(line, '\"')" -%}
  {%- set quotes = "length(line) - length(replace(line, '\"', ''))" -%}
  {%- set blanks = ' \t\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u0085' -%}
  {%- set cell = '"([^"]|"")*"[ \\t]*' -%}
  {%- set text_after_quote = "'^((" ~ cell ~ '|[^",][^,]*|),)*' ~ cell ~ "[^,\"\\s]'" -%}
  {%- set found = run_query(
    "select coalesce(sum(case when " ~ has_quote ~ " then " ~ quotes ~ " end), 0), count(case when " ~ has_quote
    ~ " and (regexp_matches(line, " ~ text_after_quote ~ ") or regexp_matches('\"' || line, " ~ text_after_quote ~ ")) then 1 end), "
    ~ "count(case when " ~ has_quote ~ " and (" ~ quotes ~ ") % 2 = 1 then 1 end), count(case when (" ~ has_quote ~ " or contains(line, '"
    ~ ',' * (sales_kpis.surplus_cells() + 1) ~ "')) and length(line) - length(replace(line, ',', '')) >= " ~ (width + sales_kpis.surplus_cells())
    ~ " then 1 end), count(case when (contains(line, ' ') or contains(line, chr(9)) or strlen(line) > length(line)) and regexp_matches(line, '(^|,)["
    ~ blanks ~ "]|[" ~ blanks ~ "](,|$)') then 1 end), count(case when contains(line, chr(13)) then 1 end) from " ~ sales_kpis.file_lines(file)
  ).rows[0] -%}
  {%- do sales_kpis.refuse_odd_quotes(file, found[0]) -%}
  {%- if found[1] | int > 0 or found[2] | int > 0 or found[3] | int > 0 -%}
    {%- set inside -%}
      (
        select
          *,
          (sum(quotes) over (order by line_number) - quotes) % 2 as begins_inside,
          rtrim(regexp_replace(regexp_replace(line, '"([^"]|"")*"', 'x', 'g'), '".*$', 'x'), ', ' || chr(9) || chr(13)) as cells
        from {{ lines }}
      )
    {%- endset -%}
    {#- a text of several lines: its lines, from the one in which it is opened to the one in which it is closed -#}
    {%- set joined -%}
      (
        select
          min(line_number) as line_number,
          count(*) as line_count,
          min(commas) as least,
          max(commas) as most,
          min(case when regexp_matches(split_part(line, ',', 1), '[0-9]') then 1 else 0 end) as all_begin_alike,
          max(case when opens = 1 and regexp_matches(split_part(line, ',', 1), '[0-9]') then 1 else 0 end) as first_begins_so
        from (
          select *, case when begins_inside = 0 then 1 else 0 end as opens,
            sum(case when begins_inside = 0 then 1 else 0 end) over (order by line_number) as record
          from {{ inside }}
        )
        group by record
        having count(*) > 1
      )
    {%- endset -%}
    {%- set problems = run_query(
      "select (select min(line_number) from " ~ inside ~ " where regexp_matches(case when begins_inside = 1 then '\"' else '' end || line, " ~ text_after_quote ~ ")), "
      ~ "(select min(line_number) from " ~ joined ~ " where " ~ width ~ " >= 4 and least = " ~ (width - 1) ~ " and most = least and (all_begin_alike = 1 or first_begins_so = 0)), "
      ~ "(select min(line_number) from " ~ inside ~ " where begins_inside = 0 and length(cells) - length(replace(cells, ',', '')) >= " ~ (width + sales_kpis.surplus_cells()) ~ ")"
    ).rows[0] -%}
    {%- if problems[0] is not none -%}
      {% do exceptions.raise_compiler_error(
        file ~ ', line ' ~ problems[0] ~ ': text stands between the closing quote of a cell and the next comma, and would be lost. '
        ~ 'Double the quotes inside a cell, or export the file again.'
      ) %}
    {%- elif problems[1] is not none -%}
      {% do exceptions.raise_compiler_error(
        file ~ ', line ' ~ problems[1] ~ ': a quote at the beginning of a cell joins this line and the next ones into one row, though each of them has as many cells as the header. '
        ~ 'Double the quotes inside a cell and close those around it, or export the file again.'
      ) %}
    {%- elif problems[2] is not none -%}
      {% do exceptions.raise_compiler_error(
        file ~ ', line ' ~ problems[2] ~ ', has more cells than the header' ~ "'s " ~ width ~ '. Quote the cells that hold a comma.'
      ) %}
    {%- endif -%}
  {%- endif -%}
  {{ return(found[0] | int == 0 and found[4] | int == 0 and found[5] | int == 0) }}
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
            then error('{{ sales_kpis.sql_text(file) }}, row ' || row_in_file || ' after the header, has more cells than the header''s {{ headers | length }}; surplus: ' || left(concat_ws(',', {{ surplus | join(', ') }}), 200) || '. Quote the cells that hold a comma.')
        else {{ cell }}
      end
  {%- endset -%}
  {{ return(checked) }}
{% endmacro %}


{# A reference cell in its declared type. What is no value of it was told before the run (check_reference), and stops the load. #}
{% macro reference_cell(seed, file, column, cell) %}
  {%- set type = sales_kpis.reference_type(seed, column) -%}
  {%- set text = "nullif(trim(" ~ cell ~ "), '')" -%}
  {%- if not type -%} {{ return(text) }} {%- endif -%}
  {%- set checked -%}
    case
        when {{ text }} is null then null
        when {{ sales_kpis.reference_value(text, type) }} is not null then {{ sales_kpis.reference_value(text, type) }}
        else error('{{ sales_kpis.sql_text(file) }}, row ' || row_in_file || ' after the header, column {{ column }}: "' || left({{ cell }}, 200) || '" is no {{ type }}. Correct the cell.')
      end
  {%- endset -%}
  {{ return(checked) }}
{% endmacro %}
