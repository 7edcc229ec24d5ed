{# A method's `spread` or `drift` as known at an origin; the query joins mrr_forecast_choices as `choices`. #}
{% macro known_of_method(name, method) -%}
case {{ method }}
            when 'movements' then choices.movements_{{ name }}
            when 'seasonal_naive' then choices.seasonal_naive_{{ name }}
            when 'naive' then choices.naive_{{ name }}
        end
{%- endmacro %}
