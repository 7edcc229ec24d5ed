{#
  Parse the rows that were appended to an export since its table of parsed rows was made, and them alone; whether that was
  possible. All else that the table is made from has to be the same. What is said of a row rests on the row and on rows with the
  same key: an older row of a key that comes again, and can be used then, is a duplicate now.
#}
{% macro appended_parse(relation, old_relation) %}
  {%- set name, kept = sales_kpis.name_of(relation), sales_kpis.kept() -%}
  {%- set note = kept.notes.get(name) or {} -%}
  {%- set call = modules.re.match("^\\s*[{][{]\\s*parse_export\\('(\\w+)'[^{}]*\\)\\s*[}][}]\\s*$", model.raw_code) -%}
  {%- if not call or flags.FULL_REFRESH or old_relation is none or old_relation.type != 'table' or not note.reads or note.text != sales_kpis.made_of_text(sql) -%}
    {{ return(false) }}
  {%- endif -%}
  {%- set seed = graph.nodes['seed.' ~ model.package_name ~ '.' ~ call.group(1)] -%}
  {%- set raw = seed.schema ~ '.' ~ seed.alias -%}
  {%- set appended = (kept.notes.get(raw) or {}).appended or {} -%}
  {%- for read in sales_kpis.reads_of(model.depends_on.nodes) -%}
    {%- if note.reads[read] != (appended.content if read == raw else sales_kpis.content_of(read)) -%} {{ return(false) }} {%- endif -%}
  {%- endfor -%}
  {%- set contract = sales_kpis.export_contract(seed.name) -%}
  {%- set table = ref(seed.name) | string -%}
  {#- how a column that is required where it is filled is judged depends on all rows -#}
  {%- if contract.columns | selectattr('required', 'equalto', 'where_present') | list or table not in sql -%} {{ return(false) }} {%- endif -%}

  {%- set of_new = '(select * from ' ~ table ~ ' where _row > ' ~ appended.rows ~ ')' -%}
  {%- call statement('main') -%}
    insert into {{ relation }}
    {{ sql.replace(table, of_new) }}
  {%- endcall -%}
  {%- if contract.key -%}
    {%- set columns, same = [], [] -%}
    {%- for column in contract.columns if column.name in contract.key -%}
      {%- set cell = sales_kpis.export_cell(contract, sales_kpis.contract_column(column)) -%}
      {%- do columns.append(cell ~ ' as key_' ~ loop.index) -%}
      {%- do same.append('earlier.key_' ~ loop.index ~ ' = later.key_' ~ loop.index) -%}
    {%- endfor -%}
    {%- call statement('earlier') -%}
      update {{ relation }}
      set _rejected_column = '{{ contract.key | join(', ') }}', _rejected_reason = 'duplicate_key'
      where _rejected_reason is null and _row <= {{ appended.rows }} and _row in (
        select earlier._row
        from (select {{ columns | join(', ') }}, _row from {{ table }} as raw_rows where _row <= {{ appended.rows }}) as earlier
        inner join (
          select {{ columns | join(', ') }}, _row from {{ table }} as raw_rows where _row > {{ appended.rows }}
        ) as later on {{ same | join(' and ') }}
        inner join {{ relation }} as usable on later._row = usable._row and usable._rejected_reason is null
      )
    {%- endcall -%}
  {%- endif -%}
  {{ return(true) }}
{% endmacro %}
