{# Whether a character takes two columns (Unicode TR 11, wide and full-width; the ambiguous ones count as one). #}
{% macro is_wide(character) -%}
    {%- set ranges = [
        ('\u1100', '\u115f'),
        ('\u2e80', '\u303e'),
        ('\u3041', '\ua4cf'),
        ('\uac00', '\ud7a3'),
        ('\uf900', '\ufaff'),
        ('\ufe30', '\ufe6f'),
        ('\uff01', '\uff60'),
        ('\uffe0', '\uffe6'),
        ('\U0001f300', '\U0001faff'),
        ('\U00020000', '\U0003fffd'),
    ] -%}
    {%- for first, last in ranges -%}
        {%- if first <= character and character <= last -%} {{ return(true) }} {%- endif -%}
    {%- endfor -%}
    {{ return(false) }}
{%- endmacro %}
