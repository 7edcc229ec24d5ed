{# Note on a seed's table what it was loaded from; the note goes with the table when it is replaced or dropped. #}
{% macro note_loaded(relation, seed) %}
  {%- set meta = seed.config.meta -%}
  {%- set note = {
    'exports_dir': sales_kpis.exports_folder(),
    'systems': var('systems'),
    'system': meta.system or none,
    'kinds': [] if meta.is_auxiliary else meta.feeds or [],
    'files': sales_kpis.seed_files(seed) | length,
  } -%}
  {% do run_query("comment on table " ~ relation ~ " is '" ~ sales_kpis.sql_text(tojson(note)) ~ "'") %}
{% endmacro %}
