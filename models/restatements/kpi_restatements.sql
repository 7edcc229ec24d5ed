with

record_counts as (
    select
        kpi_id,
        period_type,
        period_start,
        count(case when change = 'added' then 1 end) as added_records,
        count(case when change = 'removed' then 1 end) as removed_records,
        count(case when change = 'changed' then 1 end) as changed_records,
        {%- for reason in ['late', 'reopened', 'merged', 'deleted'] %}
        count(case when reason = '{{ reason }}' then 1 end) as {{ reason }}_records{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('kpi_restated_records') }}
    group by kpi_id, period_type, period_start
),

-- a row that is gone from the KPI's table has no present value
compared as (
    select
        reported.*,
        kpis.name_en,
        kpis.name_zh,
        present.numerator as present_numerator,
        present.denominator as present_denominator,
        present.kpi_value as present_value,
        present.target_status as present_target_status,
        as_of.as_of_date as present_as_of,
        {{ differs_from('reported.definition_version', 'kpis.definition_version') }} as is_definition_changed
    from {{ ref('kpi_as_reported') }} as reported
    inner join {{ ref('dim_kpis') }} as kpis on reported.kpi_id = kpis.kpi_id
    cross join {{ ref('dim_as_of') }} as as_of
    left join {{ ref('kpi_scorecard') }} as present on reported.kpi_row_id = present.kpi_row_id
    where
        reported.history_name = '{{ reporting_history() }}'
        -- as of a day by which the period was not over, nothing is restated
        and {{ add_days('reported.period_end', 'kpis.maturity_days') }} <= as_of.as_of_date
)

select
    compared.kpi_row_id,
    compared.kpi_id,
    compared.name_en,
    compared.name_zh,
    compared.period_type,
    compared.period_start,
    compared.period_end,
    compared.scope_type,
    compared.scope_id,
    compared.is_official,
    compared.reported_as_of,
    compared.reported_at,
    compared.present_as_of,
    compared.kpi_value as first_value,
    compared.present_value,
    compared.present_value - compared.kpi_value as value_difference,
    compared.numerator as first_numerator,
    compared.present_numerator,
    compared.denominator as first_denominator,
    compared.present_denominator,
    compared.target_status as first_target_status,
    compared.present_target_status,
    compared.is_definition_changed,
    {%- for name in ['added', 'removed', 'changed', 'late', 'reopened', 'merged', 'deleted'] %}
    case
        when
            compared.is_official and compared.scope_type = 'company'
            and compared.kpi_id not in ('customer_lifetime_value', 'share_of_voice')
            then coalesce(record_counts.{{ name }}_records, 0)
    end as {{ name }}_records{{ ',' if not loop.last }}
    {%- endfor %}
from compared
left join record_counts
    on
        compared.kpi_id = record_counts.kpi_id
        and compared.period_type = record_counts.period_type
        and compared.period_start = record_counts.period_start
where
    {{ differs('compared.kpi_value', 'compared.present_value') }}
    or {{ differs('compared.numerator', 'compared.present_numerator') }}
    or {{ differs('compared.denominator', 'compared.present_denominator') }}
