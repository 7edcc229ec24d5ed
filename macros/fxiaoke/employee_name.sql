{# The name of an employee of Fxiaoke without the suffix that marks one who has left; null where nothing is left. #}
{% macro employee_name(name) -%}
    {%- set bare = namespace(text=name) -%}
    {%- for suffix in sales_kpis.departed_suffixes() -%}
        {%- set bare.text = 'replace(' ~ bare.text ~ ", '" ~ suffix ~ "', '')" -%}
    {%- endfor -%}
    {{ sales_kpis.clean_text(bare.text) }}
{%- endmacro %}


{# Fxiaoke writes the brackets in full width or in half width. #}
{% macro departed_suffixes() -%}
    {{ return(['(已停用)', '（已停用）', '(已离职)', '（已离职）']) }}
{%- endmacro %}
