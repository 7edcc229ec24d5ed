{#
    The CTEs that correlate the changes of every two series; they end in `lag_correlations`: kpi_a, kpi_b, lag_months,
    pair_count and rank_correlation (Spearman's rho with ties averaged; NULL where one side never changes its rank).
    At a lag of 2 the change of kpi_b comes two months after that of kpi_a. A month that one side lacks is left out.

    series  relation with kpi_id, month_number, kpi_value and previous_value (of the month before)
#}
{% macro lagged_rank_correlations(series) -%}
lags as (
    {%- for lag in range(-3, 4) %}
    select {{ lag }} as lag_months
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- what differs in the last bits alone is no difference of rank
changes as (
    select
        kpi_id,
        month_number,
        floor((kpi_value - previous_value) * 1000000 + 0.5) as change
    from {{ series }}
    where kpi_value is not null and previous_value is not null
),

paired as (
    select
        first_changes.kpi_id as kpi_a,
        second_changes.kpi_id as kpi_b,
        lags.lag_months,
        first_changes.change as change_a,
        second_changes.change as change_b
    from changes as first_changes
    cross join lags
    inner join changes as second_changes
        on
            first_changes.month_number + lags.lag_months = second_changes.month_number
            and {{ bytewise('first_changes.kpi_id') }} < {{ bytewise('second_changes.kpi_id') }}
),

-- twice the rank, so that the mean rank of a tie is an integer
ranked as (
    select
        kpi_a,
        kpi_b,
        lag_months,
        2 * rank() over (partition by kpi_a, kpi_b, lag_months order by change_a)
        + count(*) over (partition by kpi_a, kpi_b, lag_months, change_a) as rank_a,
        2 * rank() over (partition by kpi_a, kpi_b, lag_months order by change_b)
        + count(*) over (partition by kpi_a, kpi_b, lag_months, change_b) as rank_b
    from paired
),

rank_sums as (
    select
        kpi_a,
        kpi_b,
        lag_months,
        count(*) as pair_count,
        cast(sum(rank_a) as {{ type_double() }}) as sum_a,
        cast(sum(rank_b) as {{ type_double() }}) as sum_b,
        cast(sum(rank_a * rank_a) as {{ type_double() }}) as sum_aa,
        cast(sum(rank_b * rank_b) as {{ type_double() }}) as sum_bb,
        cast(sum(rank_a * rank_b) as {{ type_double() }}) as sum_ab
    from ranked
    group by kpi_a, kpi_b, lag_months
),

lag_correlations as (
    select
        kpi_a,
        kpi_b,
        lag_months,
        pair_count,
        {{ safe_divide(
            '(pair_count * sum_ab - sum_a * sum_b)',
            'sqrt((pair_count * sum_aa - sum_a * sum_a) * (pair_count * sum_bb - sum_b * sum_b))',
        ) }} as rank_correlation
    from rank_sums
)
{%- endmacro %}
