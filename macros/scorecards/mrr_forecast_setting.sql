{#
    What the MRR forecast rests on and no setting changes: `window`, the months that the level and the rates are taken from,
    is a year, so that every season counts once; less than half a `cent` is no MRR, and no error. The rest is in the seed
    settings; docs/decisions/0035-when-a-forecast-of-mrr-is-shown-and-how-wide-its-interval-is.md says why.
#}
{% macro mrr_forecast_setting(name) -%}
{{ return({'window': 12, 'cent': 0.005}[name]) }}
{%- endmacro %}
