{# An attainment as whole per cent, cut and not rounded, so that 99.9 % never reads as reached. NULL stays NULL. #}
{% macro shown_attainment(attainment) -%}
case
        when {{ attainment }} >= 10 then '> 999 %'
        else cast(cast(floor(100 * {{ attainment }} + 0.000000001) as integer) as {{ dbt.type_string() }}) || ' %'
    end
{%- endmacro %}
