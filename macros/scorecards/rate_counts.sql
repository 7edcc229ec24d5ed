{#
    A query with one row per proportion, period (months and quarters) and scope (teams and reps): how many of how many.
    The proportions are the KPIs that are rates of units, and the win rate, which stands beside a ratio.
#}
{% macro rate_counts() -%}
    select
        case rows_of.kpi_id when 'deal_win_loss_ratio' then 'win_rate' else rows_of.kpi_id end as rate_id,
        rows_of.kpi_id,
        rows_of.period_type,
        rows_of.period_start,
        rows_of.period_end,
        rows_of.scope_type,
        rows_of.scope_id,
        rows_of.is_complete_period,
        rows_of.value_status,
        rows_of.numerator as success_count,
        case
            when rows_of.kpi_id = 'deal_win_loss_ratio' then rows_of.numerator + rows_of.denominator
            else rows_of.denominator
        end as unit_count
    from {{ ref('kpi_values') }} as rows_of
    inner join {{ ref('dim_kpis') }} as kpis on rows_of.kpi_id = kpis.kpi_id
    where
        (kpis.is_proportion or kpis.kpi_id = 'deal_win_loss_ratio')
        and rows_of.period_type in ('month', 'quarter')
        and rows_of.scope_type in ('team', 'rep')
{%- endmacro %}
