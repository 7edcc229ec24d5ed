{#
    The `low` or `high` end of a forecast's interval; NULL where the spread is. The logarithm of actual over forecast
    spreads with the root of the months ahead, and drifts with the months themselves: both are added as squares. Its factor
    is held below e^20, so that no engine overflows. The query joins a row of settings with mrr_forecast_interval_z.
#}
{% macro mrr_forecast_bound(end, forecast, spread, drift, horizon) -%}
{%- set half = 'settings.mrr_forecast_interval_z * sqrt(' ~ spread ~ ' * ' ~ spread ~ ' * ' ~ horizon ~ ' + ' ~ drift ~ ' * '
    ~ drift ~ ' * ' ~ horizon ~ ' * ' ~ horizon ~ ')' -%}
case
            when {{ spread }} is not null
                then {{ forecast }} * exp({{ '-' if end == 'low' else '' }}least({{ half }}, 20))
        end
{%- endmacro %}
