{# A text filled with blanks to a display width, on its right or (align='right') on its left; too long, it is cut with "..". #}
{% macro pad_text(text, width, align='left') -%}
    {%- set text = sales_kpis.cut_text(text, width) -%}
    {%- set blanks = ' ' * (width - sales_kpis.display_width(text)) -%}
    {{ return(blanks ~ text if align == 'right' else text ~ blanks) }}
{%- endmacro %}
