{#
  What a table, view or test is made from, as one text: its SQL, which holds variables and the text of macros, its columns where it
  has a contract, and what it reads.
#}
{% macro made_from(sql) %}
  {%- set parts = [sales_kpis.made_of_text(sql)] -%}
  {%- for name in sales_kpis.reads_of(model.depends_on.nodes) -%}
    {%- do parts.append(name ~ ' ' ~ sales_kpis.content_of(name)) -%}
  {%- endfor -%}
  {{ return(local_md5(parts | join('\n'))) }}
{% endmacro %}
