{#
  Write on a new table or view what it was made from, in the transaction that made it: no kill can leave one without the other.
  `said` is added to the note. What is made from none is made again by every build.
#}
{% macro keep_note(relation, made_from, said={}) %}
  {%- set note, reads = dict(said, made_from=made_from), {} -%}
  {%- if model.resource_type == 'model' -%}
    {%- for read in sales_kpis.reads_of(model.depends_on.nodes) -%} {%- do reads.update({read: sales_kpis.content_of(read)}) -%} {%- endfor -%}
    {%- do note.update({'text': sales_kpis.made_of_text(sql), 'reads': reads}) -%}
  {%- endif -%}
  {%- if relation.type == 'table' -%}
    {%- do note.update({'content': sales_kpis.content_in(sales_kpis.name_of(relation), said.appended)}) -%}
  {%- endif -%}
  {%- do sales_kpis.write_note(relation, note) -%}
{% endmacro %}
