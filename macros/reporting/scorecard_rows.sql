{# The company's rows of the last complete month, as a list of mappings in the order of the scorecard. #}
{% macro scorecard_rows(relation) -%}
    {%- set columns = [
        'kpi_id', 'unit', 'direction', 'official_frequency', 'kpi_value', 'previous_value', 'target_value',
        'target_low', 'target_high', 'attainment', 'target_status', 'value_status', 'source_status', 'owner',
        'name_en', 'name_zh', 'action_en', 'action_zh',
        'no_data_reason_en', 'no_data_reason_zh', 'source_check',
    ] -%}
    {%- set query -%}
        with company_months as (
            select *
            from {{ relation }}
            where period_type = 'month' and scope_type = 'company' and is_complete_period
        )

        select
            cast(period_start as varchar(10)) as month_start,
            {{ columns | join(', ') }}
        from company_months
        where period_start = (select max(latest.period_start) from company_months as latest)
        order by kpi_id
    {%- endset -%}
    {%- set named, others = [], [] -%}
    {%- set ranks = sales_kpis.scorecard_order() -%}
    {%- for record in run_query(query).rows -%}
        {%- set row = {} -%}
        {%- for column in ['month_start'] + columns -%}
            {%- do row.update({column: record[column]}) -%}
        {%- endfor -%}
        {%- do (named if row['kpi_id'] in ranks else others).append(row) -%}
    {%- endfor -%}
    {%- set rows = [] -%}
    {%- for kpi_id in ranks -%}
        {%- do rows.extend(named | selectattr('kpi_id', 'equalto', kpi_id)) -%}
    {%- endfor -%}
    {{ return(rows + others) }}
{%- endmacro %}
