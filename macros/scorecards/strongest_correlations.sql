{#
    The CTEs that say of every two series whether they are related; they end in `strongest_correlations`: kpi_a, kpi_b,
    fewest_pair_count, lag_months, pair_count, rank_correlation, critical_value, critical_value_of_table, relation and
    is_beyond_chance_in_table.

    correlations     relation with kpi_a, kpi_b, lag_months, pair_count and rank_correlation, a row for each of the lags
    critical_values  relation with pair_count, critical_value and critical_value_of_table
#}
{% macro strongest_correlations(correlations, critical_values) -%}
-- of two lags that are equally strong the shorter one, then the one at which kpi_b leads
ordered_lags as (
    select
        kpi_a,
        kpi_b,
        lag_months,
        pair_count,
        rank_correlation,
        min(pair_count) over (partition by kpi_a, kpi_b) as fewest_pair_count,
        row_number() over (
            partition by kpi_a, kpi_b
            order by floor(abs(rank_correlation) * 1000000000 + 0.5) desc nulls last, abs(lag_months), lag_months
        ) as place
    from {{ correlations }}
),

-- between two numbers of months the smaller one's value holds, which is the larger
known_counts as (
    select
        ordered_lags.kpi_a,
        ordered_lags.kpi_b,
        max(critical_values.pair_count) as known_count
    from ordered_lags
    inner join {{ critical_values }} as critical_values on ordered_lags.fewest_pair_count >= critical_values.pair_count
    where ordered_lags.place = 1
    group by ordered_lags.kpi_a, ordered_lags.kpi_b
),

compared_lags as (
    select
        ordered_lags.kpi_a,
        ordered_lags.kpi_b,
        ordered_lags.fewest_pair_count,
        ordered_lags.lag_months,
        ordered_lags.pair_count,
        ordered_lags.rank_correlation,
        critical_values.critical_value,
        critical_values.critical_value_of_table
    from ordered_lags
    left join known_counts
        on ordered_lags.kpi_a = known_counts.kpi_a and ordered_lags.kpi_b = known_counts.kpi_b
    left join {{ critical_values }} as critical_values on known_counts.known_count = critical_values.pair_count
    where ordered_lags.place = 1
),

strongest_correlations as (
    select
        compared_lags.*,
        case
            when abs(rank_correlation) >= critical_value then 'related'
            when abs(rank_correlation) < critical_value then 'not_related'
            else 'not_assessed'
        end as relation,
        abs(rank_correlation) >= critical_value_of_table as is_beyond_chance_in_table
    from compared_lags
)
{%- endmacro %}
