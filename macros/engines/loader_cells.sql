{# What the tables that loaders fill hold, as the text that a file would have. #}

{# Whether a build on the engine reads a loader's tables (var sources). Spark has what the select needs, and no table that it could be put into. #}
{% macro reads_sources() -%} {{ return(adapter.dispatch('reads_sources', 'sales_kpis')()) }} {%- endmacro %}
{% macro default__reads_sources() -%} {{ return(false) }} {%- endmacro %}
{% macro duckdb__reads_sources() -%} {{ return(true) }} {%- endmacro %}
{% macro postgres__reads_sources() -%} {{ return(true) }} {%- endmacro %}


{# The tables of a schema by name, and by name in lower case: {relation, columns}, those by name likewise: {name, type, kind}. #}
{% macro source_tables(source) -%}
    {%- set kept = graph.setdefault('source_tables', {}).setdefault(invocation_id, {}) -%}
    {%- if source.system not in kept -%} {%- do kept.update({source.system: adapter.dispatch('source_tables', 'sales_kpis')(source)}) -%} {%- endif -%}
    {{ return(kept[source.system]) }}
{%- endmacro %}

{% macro default__source_tables(source) -%}
    {{ return(sales_kpis.listed_tables(source, 'select table_schema, table_name, column_name, data_type from information_schema.columns where '
        ~ ('table_catalog = ' ~ sales_kpis.text_literal(source.database) if source.database else '1 = 1')
        ~ ' and lower(table_schema) = ' ~ sales_kpis.text_literal(source.schema | lower) ~ ' order by ordinal_position')) }}
{%- endmacro %}

{% macro duckdb__source_tables(source) -%}
    {%- do sales_kpis.attach_source(source.system, source.file) -%}
    {{ return(sales_kpis.listed_tables(source, 'select schema_name, table_name, column_name, data_type from duckdb_columns() where database_name = '
        ~ (sales_kpis.text_literal(source.database) if source.database else 'current_database()')
        ~ ' and lower(schema_name) = ' ~ sales_kpis.text_literal(source.schema | lower) ~ ' order by column_index')) }}
{%- endmacro %}

{# Spark lists the tables of a schema, and the columns of one table at a time. #}
{% macro spark__source_tables(source) -%}
    {%- set parts = [] -%}
    {%- for table in sales_kpis.rows_of('show tables in ' ~ adapter.quote(source.schema)) if not table[2] -%}
        {%- for column in adapter.get_columns_in_relation(api.Relation.create(schema=source.schema, identifier=table[1], type='table')) -%}
            {%- do parts.append([source.schema, table[1], column.name, column.dtype]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(sales_kpis.listed_tables(source, none, parts)) }}
{%- endmacro %}

{% macro listed_tables(source, query, rows=none) -%}
    {%- set tables = {} -%}
    {%- for schema, table, column, type in (sales_kpis.rows_of(query) if rows is none else rows) -%}
        {%- if table not in tables -%}
            {%- set names = [source.database, schema, table] | reject('none') | list -%}
            {%- set quoted = [] -%}
            {%- for name in names -%} {%- do quoted.append(adapter.quote(name)) -%} {%- endfor -%}
            {%- do tables.update({table: {'relation': quoted | join('.'), 'columns': {}}}) -%}
            {%- do tables.setdefault(table | lower, tables[table]) -%}
        {%- endif -%}
        {%- do tables[table]['columns'].update({column: {'name': column, 'type': type, 'kind': sales_kpis.kind_of(type)}}) -%}
        {%- do tables[table]['columns'].setdefault(column | lower, tables[table]['columns'][column]) -%}
    {%- endfor -%}
    {{ return(tables) }}
{%- endmacro %}


{# Make a database that is a file of DuckDB, or none, known to the engine under the name of the system, to be read only. #}
{% macro attach_source(system, file) -%}
    {{ return(adapter.dispatch('attach_source', 'sales_kpis')(system, file)) }}
{%- endmacro %}

{% macro default__attach_source(system, file) -%}
    {%- if file -%}
        {% do exceptions.raise_compiler_error(
            'var sources, database of ' ~ system ~ ": '" ~ file ~ "' was found, a database of " ~ target.type ~ ' was expected. Only DuckDB reads a file; leave database out where the tables are in the database that is built.'
        ) %}
    {%- endif -%}
{%- endmacro %}

{% macro duckdb__attach_source(system, file) -%}
    {%- if file -%}
        {%- if not run_query("select file from glob('" ~ sales_kpis.glob_text(file) ~ "')").rows -%}
            {% do exceptions.raise_compiler_error(
                'var sources, database of ' ~ system ~ ": no file was found at '" ~ file ~ "', a database of DuckDB was expected. Correct the path (a full one is safest)."
            ) %}
        {%- endif -%}
        {%- do run_query("attach if not exists '" ~ sales_kpis.sql_text(file) ~ "' as sources_" ~ system ~ ' (read_only)') -%}
    {%- endif -%}
{%- endmacro %}


{# What a type of DuckDB, PostgreSQL or Spark holds. A timestamp has no time zone and is taken as UTC, an instant is one everywhere. #}
{% macro kind_of(type) -%}
    {%- set type = type | lower -%}
    {%- if modules.re.search('\\[\\]$|^(json|jsonb|struct|map|array|list|variant)', type) -%} {{ return('json') }}
    {%- elif modules.re.match('(timestamp.*with time zone|timestamptz|timestamp_ltz)', type) -%} {{ return('instant') }}
    {%- elif type.startswith('timestamp') -%} {{ return('instant' if target.type == 'spark' and type == 'timestamp' else 'timestamp') }}
    {%- elif type == 'date' -%} {{ return('date') }}
    {%- elif type.startswith('bool') -%} {{ return('boolean') }}
    {%- elif modules.re.match('(u?(tiny|small|big|huge)int|u?integer|int[0-9]*|long|short|byte)$', type) -%} {{ return('integer') }}
    {%- elif modules.re.match('(decimal|numeric|number)', type) -%} {{ return('decimal') }}
    {%- elif modules.re.match('(double|float|real)', type) -%} {{ return('double') }}
    {%- elif modules.re.match('(varchar|text|char|string|uuid|enum|bpchar|name$|user-defined)', type) -%} {{ return('text') }}
    {%- else -%} {{ return('other') }}
    {%- endif -%}
{%- endmacro %}


{#
  A value of a kind as text: an instant in UTC with Z, to the microsecond where it has a fraction; a day as YYYY-MM-DD; a
  number that is whole without a point, since ids come as decimals. What no calendar has, such as infinity, is what the engine
  writes, which no parser takes.
#}
{% macro cell_text(cell, kind) -%}
    {{ return(adapter.dispatch('cell_text', 'sales_kpis')(cell, kind)) }}
{%- endmacro %}

{% macro default__cell_text(cell, kind) -%}
    {%- if kind == 'instant' -%} {{ sales_kpis.cell_text("timezone('UTC', " ~ cell ~ ')', 'timestamp') }}
    {%- elif kind == 'timestamp' -%}
        case
            when isfinite({{ cell }}) and {{ cell }} >= cast('0001-01-01' as timestamp)
                then replace(strftime(cast({{ cell }} as timestamp), '%Y-%m-%dT%H:%M:%S.%fZ'), '.000000Z', 'Z')
            else cast({{ cell }} as varchar)
        end
    {%- elif kind in ('decimal', 'double') -%} regexp_replace(cast({{ cell }} as varchar), '[.]0+$', '')
    {%- elif kind == 'text' -%} {{ cell }}
    {%- else -%} cast({{ cell }} as varchar)
    {%- endif -%}
{%- endmacro %}

{% macro postgres__cell_text(cell, kind) -%}
    {%- if kind == 'instant' -%} {{ sales_kpis.cell_text('(' ~ cell ~ " at time zone 'UTC')", 'timestamp') }}
    {%- elif kind == 'timestamp' -%}
        case
            when isfinite({{ cell }}) and {{ cell }} >= cast('0001-01-01' as timestamp)
                then replace(to_char({{ cell }}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z')
            else cast({{ cell }} as text)
        end
    {%- elif kind == 'date' -%}
        case
            when isfinite({{ cell }}) and {{ cell }} >= cast('0001-01-01' as date) then to_char({{ cell }}, 'YYYY-MM-DD')
            else cast({{ cell }} as text)
        end
    {%- elif kind in ('decimal', 'double') -%} regexp_replace(cast({{ cell }} as text), '[.]0+$', '')
    {%- else -%} cast({{ cell }} as text)
    {%- endif -%}
{%- endmacro %}

{# date_format writes an instant by the session's clock, which profiles.yml sets to UTC. #}
{% macro spark__cell_text(cell, kind) -%}
    {%- if kind in ('instant', 'timestamp') -%}
        replace(date_format({{ cell }}, "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'"), '.000000Z', 'Z')
    {%- elif kind in ('decimal', 'double') -%} regexp_replace(cast({{ cell }} as string), '[.]0+$', '')
    {%- else -%} cast({{ cell }} as string)
    {%- endif -%}
{%- endmacro %}


{# The items of a list in JSON, or in the engine's own lists, as one text joined by semicolons, the shortest first; null where there is none. #}
{% macro json_list(cell, type) -%}
    (select {{ sales_kpis.joined_ids('item_text') }} from (select distinct {{ sales_kpis.json_field('items.item', '') }} as item_text from {{ sales_kpis.json_items(cell, type) }} as items) as texts where item_text is not null)
{%- endmacro %}


{# The items of such a list as a table of one column, item. #}
{% macro json_items(cell, type) -%}
    {{ return(adapter.dispatch('json_items', 'sales_kpis')(cell, type)) }}
{%- endmacro %}

{% macro default__json_items(cell, type) -%}
    {%- set json = 'cast(' ~ cell ~ ' as json)' if sales_kpis.kind_of(type) == 'text' or type | lower == 'json' else 'to_json(' ~ cell ~ ')' -%}
    (select unnest(case when json_type({{ json }}) = 'ARRAY' then cast({{ json }} as json[]) end) as item)
{%- endmacro %}

{% macro postgres__json_items(cell, type) -%}
    {%- set json = 'to_jsonb(' ~ cell ~ ')' if type | lower == 'array' or type.endswith('[]') else 'cast(' ~ cell ~ ' as jsonb)' -%}
    (select listed.item from jsonb_array_elements(case when jsonb_typeof({{ json }}) = 'array' then {{ json }} end) as listed (item))
{%- endmacro %}

{% macro spark__json_items(cell, type) -%}
    (select explode(from_json({{ cell if sales_kpis.kind_of(type) == 'text' else 'to_json(' ~ cell ~ ')' }}, 'array<string>')) as item)
{%- endmacro %}


{# A field of an item as text, or the item itself where the field is ''. #}
{% macro json_field(item, field) -%}
    {{ return(adapter.dispatch('json_field', 'sales_kpis')(item, field)) }}
{%- endmacro %}

{% macro default__json_field(item, field) -%} json_extract_string({{ item }}, '${{ '.' ~ field if field }}') {%- endmacro %}

{% macro postgres__json_field(item, field) -%} ({{ item }} #>> '{{ '{' ~ field ~ '}' }}') {%- endmacro %}

{% macro spark__json_field(item, field) -%} {{ "get_json_object(" ~ item ~ ", '$." ~ field ~ "')" if field else item }} {%- endmacro %}


{# The values of a group joined by semicolons: by length, then byte by byte, so that of ids of one system the oldest comes first. #}
{% macro joined_ids(value) -%}
    {{ return(adapter.dispatch('joined_ids', 'sales_kpis')(value)) }}
{%- endmacro %}

{% macro default__joined_ids(value) -%} string_agg({{ value }}, ';' order by length({{ value }}), {{ sales_kpis.bytewise(value) }}) {%- endmacro %}

{% macro spark__joined_ids(value) -%}
    nullif(array_join(transform(array_sort(collect_list(struct(length({{ value }}) as size, {{ value }} as text))), pair -> pair.text), ';'), '')
{%- endmacro %}


{# The name of an export's column in its raw table, which models write without quotes. #}
{% macro raw_column(name) -%}
    {{ return(adapter.dispatch('raw_column', 'sales_kpis')(name)) }}
{%- endmacro %}

{% macro default__raw_column(name) -%} {{ adapter.quote(name) }} {%- endmacro %}

{% macro postgres__raw_column(name) -%} {{ adapter.quote(name | lower) }} {%- endmacro %}
