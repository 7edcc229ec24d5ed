{#
    Whether a system's export of a kind of record was loaded from a file of an exports folder or from a loader's table, be it empty. The project's own
    files do not count: the templates of what the demo company's systems do not export are among them.
    `loaded` is what loaded_seeds gives.
#}
{% macro has_export_file(system, kind, loaded) %}
    {%- set found = [] -%}
    {%- for note in loaded.values() if note.system == system and kind in note.kinds and (note.exports_dir or note.source) and note.files -%}
        {%- do found.append(note) -%}
    {%- endfor -%}
    {{ return(found | length > 0) }}
{% endmacro %}
