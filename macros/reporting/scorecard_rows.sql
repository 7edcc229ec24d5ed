{#
    The company's rows of the last complete month, as a list of mappings in the order of the scorecard. A KPI whose targets
    are for other periods alone is told for the last complete quarter, week or year, the first of them that has a target.
#}
{% macro scorecard_rows(relation) -%}
    {%- set columns = [
        'kpi_id', 'kpi_order', 'unit', 'direction', 'official_frequency', 'kpi_value', 'previous_value', 'target_value',
        'target_low', 'target_high', 'attainment', 'target_status', 'value_status', 'source_status', 'owner',
        'name_en', 'name_zh', 'action_en', 'action_zh',
        'no_data_reason_en', 'no_data_reason_zh', 'source_check', 'period_type', 'period_label_en', 'period_label_zh',
    ] -%}
    {%- set query -%}
        with company_rows as (
            select
                *,
                row_number() over (partition by kpi_id, period_type order by period_start desc) as recency
            from {{ relation }}
            where scope_type = 'company' and is_complete_period
        ),

        latest as (
            select
                *,
                row_number() over (
                    partition by kpi_id
                    order by
                        case when target_status = 'no_target' then 1 else 0 end,
                        case period_type when 'month' then 1 when 'quarter' then 2 when 'week' then 3 else 4 end
                ) as preference
            from company_rows
            where recency = 1
        )

        select
            cast(months.period_start as varchar(10)) as month_start,
            {{ columns | join(', ') }}
        from latest
        inner join (select max(period_start) as period_start from company_rows where period_type = 'month') as months
            on months.period_start is not null
        where preference = 1
        order by kpi_order, kpi_id
    {%- endset -%}
    {%- set rows = [] -%}
    {%- for record in run_query(query).rows -%}
        {%- set row = {} -%}
        {%- for column in ['month_start'] + columns -%}
            {%- do row.update({column: record[column]}) -%}
        {%- endfor -%}
        {%- do rows.append(row) -%}
    {%- endfor -%}
    {{ return(rows) }}
{%- endmacro %}
