{# The company's rows as due, as a list of mappings in the order of the scorecard, with the texts that are shown. #}
{% macro scorecard_rows(language) -%}
    {%- set query -%}
        select
            scorecard.kpi_id,
            coalesce(scorecard.name_{{ language }}, scorecard.kpi_id) as name,
            scorecard.period_label_{{ language }} as period,
            scorecard.period_label as period_code,
            scorecard.value_text_{{ language }} as value,
            scorecard.target_text as target,
            scorecard.attainment,
            scorecard.attained_text as attained,
            scorecard.verdict_{{ language }} as verdict,
            scorecard.change_text_{{ language }} as change,
            scorecard.remark_{{ language }} as remark,
            scorecard.target_status,
            scorecard.source_status,
            scorecard.source_check,
            scorecard.no_data_reason_{{ language }} as no_data_reason,
            {{ 'kpis.owner_zh' if language == 'zh' else 'scorecard.owner' }} as owner,
            scorecard.action_{{ language }} as action
        from {{ sales_kpis.built_relation('kpi_scorecard') }} as scorecard
        left join {{ sales_kpis.built_relation('dim_kpis') }} as kpis on scorecard.kpi_id = kpis.kpi_id
        where scorecard.scope_type = 'company' and scorecard.is_as_due
        order by scorecard.kpi_order, scorecard.kpi_id
    {%- endset -%}
    {%- set result = run_query(query) -%}
    {%- set rows = [] -%}
    {%- for record in result.rows -%} {%- do rows.append(dict(zip(result.column_names, record))) -%} {%- endfor -%}
    {{ return(rows) }}
{%- endmacro %}
