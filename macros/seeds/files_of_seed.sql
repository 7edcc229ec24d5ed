{# Those of the files that belong to a seed. A part number counts as a number: _10 comes after _9. #}
{% macro files_of_seed(seed, files) %}
  {%- set meta = seed.config.meta -%}
  {%- set names = [seed.name] + ([meta.export] if meta.export is defined else []) -%}
  {%- set pattern = '^(?:' ~ names | join('|') ~ ')(?:_([0-9]+))?[.](csv|parquet)$' -%}
  {%- set found = [] -%}
  {%- for file in files if file.system is none or file.system == meta.system -%}
    {%- set match = modules.re.match(pattern, file.name, modules.re.IGNORECASE) -%}
    {%- if match -%}
      {%- set part = match.group(1) -%}
      {%- do found.append({
        'path': file.path,
        'part': part,
        'sort_key': part | int(0),
        'extension': match.group(2) | lower,
      }) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(found) }}
{% endmacro %}
