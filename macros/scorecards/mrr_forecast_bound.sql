{#
    The `low` or `high` end of a forecast's interval: interval_factor times its width, NULL where that is. The factor of the
    forecast is held below e^20, so that no engine overflows.
#}
{% macro mrr_forecast_bound(end, forecast, width) -%}
case
            when interval_factor is not null
                then {{ forecast }} * exp({{ '-' if end == 'low' else '' }}{{ sales_kpis.least_of(['interval_factor * ' ~ width, 20]) }})
        end
{%- endmacro %}
