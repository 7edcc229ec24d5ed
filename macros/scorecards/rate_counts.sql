{#
    A query with one row per proportion, period (months and quarters) and scope (teams and reps): how many of how many.
    The proportions are the KPIs that are rates of units, and the win rate, which stands beside a ratio.
#}
{% macro rate_counts() -%}
{%- set rates = {
    'meeting_acceptance_rate': ('meeting_acceptance_rate', 'denominator'),
    'sql_to_customer_conversion_rate': ('sql_to_customer_conversion_rate', 'denominator'),
    'customer_retention_rate': ('customer_retention_rate', 'denominator'),
    'presentation_engagement': ('presentation_engagement', 'denominator'),
    'win_rate': ('deal_win_loss_ratio', 'numerator + denominator'),
} -%}
    {%- for rate_id, source in rates.items() %}
    select
        '{{ rate_id }}' as rate_id,
        kpi_id,
        period_type,
        period_start,
        period_end,
        scope_type,
        scope_id,
        is_complete_period,
        value_status,
        numerator as success_count,
        {{ source[1] }} as unit_count
    from {{ ref('kpi_' ~ source[0]) }}
    where period_type in ('month', 'quarter') and scope_type in ('team', 'rep')
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
