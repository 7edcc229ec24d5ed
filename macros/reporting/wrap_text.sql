{#
    The lines of a text of at most `width` columns each, behind `lead` and as many blanks: broken at blanks, and between Chinese
    characters, but not before a closing mark; a word that is longer than a line is broken too.
#}
{% macro wrap_text(text, width, lead='') -%}
    {%- set wide = sales_kpis.wide_characters() -%}
    {%- set indent = sales_kpis.display_width(lead) -%}
    {%- set lines = [] -%}
    {%- set line = namespace(text='') -%}
    {%- for piece in modules.re.findall(' ?(?:[' ~ wide ~ ']|[^ ' ~ wide ~ ']{1,' ~ (width - indent) ~ '})[，。；：！？、）》」”]*', text) -%}
        {%- if line.text and indent + sales_kpis.display_width(line.text ~ piece) > width -%}
            {%- do lines.append((' ' * indent if lines else lead) ~ line.text) -%}
            {%- set line.text = piece | trim -%}
        {%- else -%}
            {%- set line.text = line.text ~ piece -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(lines + [(' ' * indent if lines else lead) ~ line.text] if line.text else lines) }}
{%- endmacro %}
