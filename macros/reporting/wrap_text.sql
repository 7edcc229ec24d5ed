{# The lines of a text of at most `width` columns each: broken at blanks, and between Chinese characters,
   but not before a closing mark. #}
{% macro wrap_text(text, width) -%}
    {%- set pieces = [] -%}
    {%- set ns = namespace(word='') -%}
    {%- for character in text | trim -%}
        {%- if character == ' ' -%}
            {%- do pieces.append(ns.word) -%}
            {%- set ns.word = ' ' -%}
        {%- elif sales_kpis.is_wide(character) and character not in '，。；：！？、）》」”' -%}
            {%- do pieces.append(ns.word) -%}
            {%- set ns.word = character -%}
        {%- else -%}
            {%- if ns.word and sales_kpis.is_wide(ns.word[-1]) and not sales_kpis.is_wide(character) -%}
                {%- do pieces.append(ns.word) -%}
                {%- set ns.word = '' -%}
            {%- endif -%}
            {%- set ns.word = ns.word ~ character -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do pieces.append(ns.word) -%}
    {%- set lines = [] -%}
    {%- set line = namespace(text='') -%}
    {%- for piece in pieces -%}
        {%- if line.text and sales_kpis.display_width(line.text ~ piece) > width -%}
            {%- do lines.append(line.text) -%}
            {%- set line.text = piece | trim -%}
        {%- else -%}
            {%- set line.text = line.text ~ piece -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if line.text -%} {%- do lines.append(line.text) -%} {%- endif -%}
    {{ return(lines) }}
{%- endmacro %}
