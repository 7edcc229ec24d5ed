{% macro write_note(relation, note) %}
  {%- set kept, name = sales_kpis.kept(), sales_kpis.name_of(relation) -%}
  {%- do adapter.execute('comment on ' ~ relation.type ~ ' ' ~ relation ~ " is '" ~ sales_kpis.sql_text(tojson(note)) ~ "'") -%}
  {%- do kept.notes.update({name: dict(note, kind=relation.type)}) -%}
  {%- do kept.content.pop(name, none) -%}
{% endmacro %}
