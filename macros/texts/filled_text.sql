{#
    A message in a language (en or zh) as SQL: `parts` one after the other, a part that is NULL left out, and each {placeholder}
    replaced by its SQL text in `values`. A part is a column without its language: due_texts.text is due_texts.text_en or _zh.
#}
{% macro filled_text(parts, values, language) -%}
    {%- set blank = "' ' || " if language == 'en' else '' -%}
    {%- set ns = namespace(text=parts[0] ~ '_' ~ language) -%}
    {%- for part in parts[1:] -%}
        {%- set ns.text = ns.text ~ ' || coalesce(' ~ blank ~ part ~ '_' ~ language ~ ", '')" -%}
    {%- endfor -%}
    {%- for name, value in values.items() -%}
        {%- set ns.text = 'replace(' ~ ns.text ~ ", '{" ~ name ~ "}', coalesce(" ~ value ~ ", '-'))" -%}
    {%- endfor -%}
    {{ ns.text }}
{%- endmacro %}
