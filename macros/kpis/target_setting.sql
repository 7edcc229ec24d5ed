{# A number of the seed target_settings; a file of an exports folder that lacks it leaves the default. #}
{% macro target_setting(name) -%}
{%- set defaults = {
    'pacing_periods': 8, 'pacing_min_periods': 4, 'forecast_min_share': 0.1, 'pace_tolerance': 0.05,
    'pace_tolerance_balance': 0.01, 'target_sum_tolerance': 0.005, 'grace_working_days': 3, 'percentile_min_reps': 3,
} -%}
coalesce((select max(settings.value) from {{ ref('target_settings') }} as settings where settings.setting = '{{ name }}'), {{ defaults[name] }})
{%- endmacro %}
