{# The targets of one KPI, or of all, each with the day on which it ends: of two that are valid on a day the later one holds. #}
{% macro dated_targets(kpi_id=none) -%}
select
        kpi_id,
        scope_type,
        scope_id,
        period_type,
        valid_from,
        case
            when valid_to is null or next_valid_from <= valid_to then {{ add_days('next_valid_from', -1) }}
            else valid_to
        end as valid_to,
        target_value,
        target_low,
        target_high,
        stretch_value,
        amber_ratio
    from (
        select
            *,
            lead(valid_from) over (
                partition by kpi_id, scope_type, scope_id, period_type
                order by valid_from, coalesce(target_value, target_low, target_high)
            ) as next_valid_from
        from {{ ref('kpi_targets') }}
        {%- if kpi_id %}
        where kpi_id = '{{ kpi_id }}'
        {%- endif %}
    ) as dated
{%- endmacro %}
