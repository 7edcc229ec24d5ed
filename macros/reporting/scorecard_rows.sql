{#
    The company's rows of the last complete month, as a list of mappings in the order of the scorecard, with the texts that are shown.
    A KPI whose targets are for other periods alone is shown for the last complete quarter, week or year, the first of them that has a
    target.
#}
{% macro scorecard_rows(language) -%}
    {%- set texts = sales_kpis.built_relation('texts') -%}
    {%- set query -%}
        with company_rows as (
            select
                *,
                row_number() over (partition by kpi_id, period_type order by period_start desc) as recency
            from {{ sales_kpis.built_relation('kpi_scorecard') }}
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
            latest.kpi_id,
            coalesce(latest.name_{{ language }}, latest.kpi_id) as name,
            latest.period_type,
            latest.period_label_{{ language }} as period_label,
            months.period_label_{{ language }} as month_label,
            cast(months.period_start as varchar(10)) as month_start,
            latest.official_frequency,
            {{ shown_measure('latest.value_text', language) }} as value,
            latest.target_text as target,
            latest.attainment,
            {{ shown_attainment('latest.attainment') }} as attained,
            latest.verdict_{{ language }} as verdict,
            {{ shown_change('latest', language) }} as change,
            latest.target_status,
            latest.source_status,
            latest.source_check,
            latest.no_data_reason_{{ language }} as no_data_reason,
            {{ 'kpis.owner_zh' if language == 'zh' else 'latest.owner' }} as owner,
            latest.action_{{ language }} as action
        from latest
        inner join (
            select distinct period_start, period_label_{{ language }}
            from company_rows
            where period_type = 'month' and period_start = (select max(period_start) from company_rows where period_type = 'month')
        ) as months on months.period_start is not null
        left join {{ sales_kpis.built_relation('dim_kpis') }} as kpis on latest.kpi_id = kpis.kpi_id
        {{ join_texts('unit', 'latest.unit', relation=texts) }}
        {{ join_texts('unit', "'points'", 'points_texts', texts) }}
        where latest.preference = 1
        order by latest.kpi_order, latest.kpi_id
    {%- endset -%}
    {%- set result = run_query(query) -%}
    {%- set rows = [] -%}
    {%- for record in result.rows -%} {%- do rows.append(dict(zip(result.column_names, record))) -%} {%- endfor -%}
    {{ return(rows) }}
{%- endmacro %}
