{#
  What readers see of a table or view. A view is its text and what it reads. A table without a sound note (a history, which
  builds add to, or one that somebody made by hand) is read.
#}
{% macro content_of(name) %}
  {%- set kept = sales_kpis.kept() -%}
  {%- if name not in kept.content -%}
    {%- set note = kept.notes.get(name) or {} -%}
    {%- if note.kind == 'view' and note.text -%}
      {%- set parts = [note.text] -%}
      {%- for read in note.reads -%} {%- do parts.append(read ~ ' ' ~ sales_kpis.content_of(read)) -%} {%- endfor -%}
      {%- set content = local_md5(parts | join('\n')) -%}
    {%- else -%}
      {%- set content = note.content or sales_kpis.content_in(name) -%}
    {%- endif -%}
    {%- do kept.content.update({name: content}) -%}
  {%- endif -%}
  {{ return(kept.content[name]) }}
{% endmacro %}
