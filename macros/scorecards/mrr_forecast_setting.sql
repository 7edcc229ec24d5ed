{#
    What the MRR forecast goes by; docs/decisions/0035-when-a-forecast-of-mrr-is-shown-and-how-wide-its-interval-is.md says why.

    horizon          months that are forecast
    window           months that the level and the rates are taken from: a year, so that every season counts once
    min_errors       errors of one month that must be known before a method is chosen and an interval told
    margin           a method must miss by so much less than naive, as a share of naive's error, to be shown
    interval_level   share of the months to come that the interval is meant to hold
    interval_z       the standard normal value that belongs to interval_level
    cent             less than half a cent is no MRR, and no error
#}
{% macro mrr_forecast_setting(name) -%}
{{ return({
    'horizon': 24,
    'window': 12,
    'min_errors': 6,
    'margin': 0.25,
    'interval_level': 0.8,
    'interval_z': 1.2815515655446004,
    'cent': 0.005,
}[name]) }}
{%- endmacro %}
