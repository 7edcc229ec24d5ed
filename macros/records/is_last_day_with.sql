{# Whether the exports give the last day of a term as ends_on, by var `subscription_ends_on`; any other value is refused. #}
{% macro is_last_day_with() %}
    {%- set setting = variable('subscription_ends_on') -%}
    {%- if setting not in ['first_day_without', 'last_day_with'] -%}
        {{ exceptions.raise_compiler_error(
            "var subscription_ends_on is '" ~ setting ~ "'. Set it to first_day_without where ends_on is the first day"
            ~ " without the subscription, or to last_day_with where it is the last day of the term."
        ) }}
    {%- endif -%}
    {{ return(setting == 'last_day_with') }}
{% endmacro %}
