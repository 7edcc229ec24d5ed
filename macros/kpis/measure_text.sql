{# A value in words, as a text: per cent for rates, whole minutes, days and amounts, and so on by its unit; NULL stays NULL. #}
{% macro measure_text(value, unit, language) -%}
{%- set text = dbt.type_string() -%}
{%- set names = scorecard_words(language)['units'] -%}
case {{ unit }}
            when 'rate' then cast(cast(100 * {{ value }} as decimal(18, 1)) as {{ text }}) || ' %'
            {%- for code in ['minutes', 'days'] %}
            when '{{ code }}' then cast(cast({{ value }} as decimal(18, 0)) as {{ text }}) || ' {{ names[code] }}'
            {%- endfor %}
            when 'count' then cast(cast({{ value }} as decimal(18, 0)) as {{ text }})
            when 'currency' then cast(cast({{ value }} as decimal(18, 0)) as {{ text }}) || ' {{ var("reporting_currency") }}'
            else cast(cast({{ value }} as decimal(18, 2)) as {{ text }})
        end
{%- endmacro %}
