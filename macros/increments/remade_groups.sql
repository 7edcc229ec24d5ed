{#
  Make again those rows of a table alone that can have changed; what to note of it, or none where the table has to be made in
  full. The table says in its meta, as `remade_groups`:
    records     a view, of one system's export; a row of the table has the key of one row of it, in its order
    key, group  a row of the table rests on those rows of the view that have its group; without one, on that of its key
    references  columns of the parsed export by which the view looks up tables that tell their changes (tell_changes)
    until       the as-of date counts only where this instant is not before its end; it is null there
  All else that the table and the view read has to be as it was, and the parsed export but for the rows that were appended to
  it (appended_parse).
#}
{% macro remade_groups(relation, old_relation) %}
  {%- set by, kept = model.config.meta.remade_groups, sales_kpis.kept() -%}
  {%- set note = kept.notes.get(sales_kpis.name_of(relation)) or {} -%}
  {%- if not by or flags.FULL_REFRESH or old_relation is none or old_relation.type != 'table' or not note.content or note.text != sales_kpis.made_of_text(sql) -%}
    {{ return(none) }}
  {%- endif -%}
  {%- set records, as_of = ref(by.records), ref('dim_as_of') -%}
  {%- set view = kept.notes.get(sales_kpis.name_of(records)) or {} -%}
  {#- what the view may have been when the table was made; one that was read at that time is what it was made from -#}
  {%- set cases, made_of, grown, changes = [{'text': view.text, 'reads': []}], [], [], [] -%}
  {%- for read in view.reads or [] -%}
    {%- set before = (kept.notes.get(read) or {}).before -%}
    {%- for case in cases | list -%}
      {%- if before -%}
        {%- do cases.append({'text': [case.text, read ~ ' ' ~ before.content] | join('\n'), 'reads': case.reads + [dict(before, name=sales_kpis.quoted_name(read))]}) -%}
      {%- endif -%}
      {%- do case.update({'text': [case.text, read ~ ' ' ~ sales_kpis.content_of(read)] | join('\n')}) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- for case in cases if local_md5(case.text) == note.reads[sales_kpis.name_of(records)] -%} {%- do made_of.extend(case.reads) -%} {%- endfor -%}
  {%- for read in made_of -%} {%- do (grown if read.rows is defined else changes).append(read) -%} {%- endfor -%}
  {#- of several systems the rows of one would stand between those of others, and its ids have a prefix -#}
  {%- if view.kind != 'view' or grown | length != 1 or sales_kpis.variable('systems') | length > 1 or (records | string) not in sql -%}
    {{ return(none) }}
  {%- endif -%}
  {%- for read in sales_kpis.reads_of(model.depends_on.nodes) if read not in [sales_kpis.name_of(records), sales_kpis.name_of(as_of)] -%}
    {%- if note.reads[read] != sales_kpis.content_of(read) -%} {{ return(none) }} {%- endif -%}
  {%- endfor -%}
  {%- set cut = sales_kpis.rows_of('select count(*) from ' ~ relation ~ ' as made cross join ' ~ as_of ~ ' as as_of where made.' ~ by.until
    ~ ' is not null and not coalesce(made.' ~ by.until ~ ' < as_of.ends_at, false)')[0][0] -%}
  {%- if cut -%} {{ return(none) }} {%- endif -%}

  {%- set new = '(select ' ~ by.key ~ ', _row from ' ~ grown[0].name ~ ' where _row > ' ~ grown[0].rows ~ ' and _rejected_reason is null)' -%}
  {%- set keys = ['select ' ~ by.key ~ ' from ' ~ new, 'select ' ~ by.key ~ ' from ' ~ relation ~ ' where ' ~ by.until ~ ' is null'] -%}
  {%- for read in changes -%}
    {%- for column in by.references -%}
      {%- do keys.append('select ' ~ by.key ~ ' from ' ~ grown[0].name ~ ' where _rejected_reason is null and ' ~ column ~ ' in (from ' ~ read.changes ~ ')') -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- set touched = by.key ~ ' in (from remade_keys) or ' ~ by.group ~ ' in (from remade_of_groups)' -%}
  {%- call statement('keys') -%} create or replace temp table remade_keys as {{ keys | join(' union ') }} {%- endcall -%}
  {#- many rows are made faster with all others -#}
  {%- if sales_kpis.rows_of('select 3 * (select count(*) from remade_keys) > (select count(*) from ' ~ relation ~ ')')[0][0] -%} {{ return(none) }} {%- endif -%}
  {%- set steps = [
    'create or replace temp table remade_of_groups as select ' ~ by.group ~ ' from (select ' ~ by.key ~ ', ' ~ by.group ~ ' from ' ~ records ~ ' union all select '
      ~ by.key ~ ', ' ~ by.group ~ ' from ' ~ relation ~ ') where ' ~ by.key ~ ' in (from remade_keys) and ' ~ by.group ~ ' is not null group by ' ~ by.group,
    'create or replace temp table remade_records as select * from ' ~ records ~ ' where ' ~ touched,
    'create or replace temp table remade as ' ~ sql.replace(records | string, 'remade_records'),
  ] -%}
  {%- for step in steps -%} {%- call statement('step') -%} {{ step }} {%- endcall -%} {%- endfor -%}
  {#- an old row that counts again has its place among the others -#}
  {%- if sales_kpis.rows_of('select count(*) from remade where ' ~ by.key ~ ' not in (select ' ~ by.key ~ ' from ' ~ new ~ ' union all select ' ~ by.key ~ ' from ' ~ relation ~ ')')[0][0] -%}
    {{ return(none) }}
  {%- endif -%}

  {%- call statement('gone') -%}
    delete from {{ relation }}
    where {{ by.key }} in (select {{ by.key }} from {{ new }}) or (({{ touched }}) and {{ by.key }} not in (select {{ by.key }} from remade))
  {%- endcall -%}
  {#- an update rewrites its columns in all parts of the table: few of them change, mostly none -#}
  {%- set differs, changed = [], [] -%}
  {%- set columns = adapter.get_columns_in_relation(relation) | map(attribute='quoted') | list -%}
  {%- for column in columns -%} {%- do differs.append('made.' ~ column ~ ' is distinct from remade.' ~ column) -%} {%- endfor -%}
  {%- set found = sales_kpis.rows_of('select coalesce(bool_or(' ~ differs | join('), false), coalesce(bool_or(') ~ '), false) from ' ~ relation ~ ' as made inner join remade using (' ~ by.key ~ ')')[0] -%}
  {%- for column in columns -%} {%- if found[loop.index0] -%} {%- do changed.append(column ~ ' = remade.' ~ column) -%} {%- endif -%} {%- endfor -%}
  {%- if changed -%}
    {%- call statement('changed') -%}
      update {{ relation }} as made set {{ changed | join(', ') }} from remade
      where made.{{ by.key }} = remade.{{ by.key }} and ({{ differs | join(' or ') }})
    {%- endcall -%}
  {%- endif -%}
  {%- call statement('main') -%}
    insert into {{ relation }} select remade.* from remade inner join {{ new }} as new using ({{ by.key }}) order by new._row
  {%- endcall -%}
  {%- set count = sales_kpis.rows_of('select count(*) from remade')[0][0] | int -%}
  {%- for name in ['keys', 'of_groups', 'records'] -%} {%- call statement('step') -%} drop table remade_{{ name }} {%- endcall -%} {%- endfor -%}
  {%- call statement('step') -%} drop table remade {%- endcall -%}
  {{ return({'remade': count}) }}
{% endmacro %}
