{#
  What a seed is loaded from: `rules` is what the project declares of it and the macros that load it, as one text, and `parts` its
  files in their order, each as its kind, size and content. None where a file is too large to be looked at without being loaded.
#}
{% macro loaded_from(seed, files) %}
  {%- set kept = sales_kpis.kept() -%}
  {%- set own = [sales_kpis.committed_file(seed)] if seed.config.meta.export is not defined else [] -%}
  {%- do sales_kpis.look_at(files + own) -%}
  {%- set rules = [kept.base, kept.macros, tojson(seed.config.meta), sales_kpis.required_columns(seed) | string,
    sales_kpis.is_of_the_demo_alone(seed, files) | string] -%}
  {%- for column in seed.columns.values() -%}
    {%- do rules.append([column.name, column.data_type, column.quote] | string ~ tojson(column.config.meta)) -%}
  {%- endfor -%}
  {%- set parts = [] -%}
  {%- for file in files + own -%}
    {%- if not kept.files[file] -%} {{ return(none) }} {%- endif -%}
    {%- do parts.append((file | lower).rsplit('.', 1)[-1] ~ ' ' ~ kept.files[file]) -%}
  {%- endfor -%}
  {{ return({'rules': local_md5(rules | join('\n')), 'parts': parts}) }}
{% endmacro %}
