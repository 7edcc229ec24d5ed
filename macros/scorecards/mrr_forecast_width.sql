{#
    The width of an interval before it is calibrated: the logarithm of actual over forecast spreads with the root of the months
    ahead, and drifts with the months themselves; both are added as squares.
#}
{% macro mrr_forecast_width(spread, drift, horizon) -%}
sqrt({{ spread }} * {{ spread }} * {{ horizon }} + {{ drift }} * {{ drift }} * {{ horizon }} * {{ horizon }})
{%- endmacro %}
