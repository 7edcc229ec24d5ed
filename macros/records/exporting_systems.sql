{# The systems of var `systems` that have an export at all, in their order. #}
{% macro exporting_systems(export) %}
    {%- set found = [] -%}
    {%- for system in variable('systems') if export in system_exports()[system] -%}
        {%- do found.append(system) -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}
