{# A text of at most `width` columns; what is cut off is shown as "..". #}
{% macro cut_text(text, width) -%}
    {%- if sales_kpis.display_width(text) <= width -%} {{ return(text) }} {%- endif -%}
    {%- set ns = namespace(kept='', open=true) -%}
    {%- for character in text -%}
        {%- if ns.open and sales_kpis.display_width(ns.kept ~ character) <= width - 2 -%}
            {%- set ns.kept = ns.kept ~ character -%}
        {%- else -%}
            {%- set ns.open = false -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(ns.kept ~ '..') }}
{%- endmacro %}
