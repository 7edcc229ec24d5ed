{# How far the value is at its target: 1 and more is on it. In a band 1, outside of it the ratio to the nearest border. #}
{% macro attainment() -%}
case direction
            when 'higher' then {{ safe_divide('kpi_value', 'target_value') }}
            when 'lower' then {{ safe_divide('target_value', 'kpi_value') }}
            when 'band'
                then
                    case
                        when kpi_value < target_low then {{ safe_divide('kpi_value', 'target_low') }}
                        when kpi_value > target_high then {{ safe_divide('target_high', 'kpi_value') }}
                        when kpi_value is not null and coalesce(target_low, target_high) is not null then 1
                    end
        end
{%- endmacro %}
