{# Whether two numbers differ by more than the last bits of a sum, or one of them is NULL. #}
{% macro differs(first, second) -%}
(
            ({{ first }} is null and {{ second }} is not null)
            or ({{ first }} is not null and {{ second }} is null)
            or abs({{ first }} - {{ second }}) > 0.000000001 * {{ sales_kpis.greatest_of(['abs(' ~ first ~ ')', 1]) }}
        )
{%- endmacro %}
