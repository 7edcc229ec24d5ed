-- previous_value is the value of the same scope one period earlier. Shares of voice of two brand sets are not compared.
select
    kpi_rows.kpi_row_id,
    kpi_rows.previous_value,
    earlier.kpi_value as value_before
from {{ ref('kpi_scorecard') }} as kpi_rows
inner join {{ ref('dim_periods') }} as periods
    on kpi_rows.period_type = periods.period_type and kpi_rows.period_start = periods.period_start
left join {{ ref('kpi_scorecard') }} as earlier
    on
        kpi_rows.kpi_id = earlier.kpi_id
        and kpi_rows.period_type = earlier.period_type
        and periods.previous_period_start = earlier.period_start
        and kpi_rows.scope_type = earlier.scope_type
        and kpi_rows.scope_id = earlier.scope_id
where
    kpi_rows.previous_value is distinct from earlier.kpi_value
    and not (kpi_rows.kpi_id = 'share_of_voice' and kpi_rows.previous_value is null)
