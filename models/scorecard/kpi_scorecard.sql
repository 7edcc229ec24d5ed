{%- set kinds = ['period_type', 'scope_type', 'value_status', 'target_status', 'source_status', 'stretch_status'] -%}
with

described as (
    select
        all_rows.*,
        kpis.kpi_order,
        kpis.name_en,
        kpis.name_zh,
        kpis.question as question_en,
        kpis.question_zh,
        kpis.measure as measure_en,
        kpis.measure_zh,
        kpis.unit,
        kpis.unit_en,
        kpis.unit_zh,
        kpis.decimals,
        kpis.number_format,
        kpis.d3_format,
        kpis.direction,
        kpis.nature,
        kpis.official_frequency,
        kpis.owner,
        kpis.weakest_check as source_check,
        kpis.action_en,
        kpis.action_zh,
        periods.period_label,
        periods.period_label_en,
        periods.period_label_zh,
        periods.is_latest_complete_period,
        teams.team_name,
        due.kpi_row_id is not null as is_as_due,
        due.young_value,
        young_periods.period_label_en as young_period_en,
        young_periods.period_label_zh as young_period_zh,
        all_rows.kpi_value - all_rows.previous_value as change_value,
        {{ safe_divide('all_rows.kpi_value - all_rows.previous_value', 'all_rows.previous_value') }} as change_rate,
        all_rows.kpi_value - all_rows.last_year_value as last_year_change_value,
        {{ safe_divide('all_rows.kpi_value - all_rows.last_year_value', 'all_rows.last_year_value') }} as last_year_change_rate,
        {{ shown_number('all_rows.kpi_value', 'kpis.unit') }} as value_text
    from {{ ref('kpi_values') }} as all_rows
    inner join {{ ref('dim_kpis') }} as kpis on all_rows.kpi_id = kpis.kpi_id
    inner join {{ ref('dim_periods') }} as periods
        on all_rows.period_type = periods.period_type and all_rows.period_start = periods.period_start
    left join {{ ref('dim_teams') }} as teams on all_rows.team_id = teams.team_id
    left join {{ ref('kpi_as_due') }} as due on all_rows.kpi_row_id = due.kpi_row_id
    left join {{ ref('dim_periods') }} as young_periods
        on all_rows.period_type = young_periods.period_type and due.young_period_start = young_periods.period_start
)

select
    described.kpi_row_id,
    described.kpi_id,
    described.kpi_order,
    described.name_en,
    described.name_zh,
    described.question_en,
    described.question_zh,
    described.measure_en,
    described.measure_zh,
    described.unit,
    described.unit_en,
    described.unit_zh,
    described.decimals,
    described.number_format,
    described.d3_format,
    described.direction,
    described.nature,
    described.official_frequency,
    described.owner,
    {{ kpi_shared_column_names('described.', skip=['kpi_row_id', 'kpi_id']) }},
    described.source_check,
    described.action_en,
    described.action_zh,
    supports.support,
    case when described.value_status = 'no_data' then supports.reason_en end as no_data_reason_en,
    case when described.value_status = 'no_data' then supports.reason_zh end as no_data_reason_zh,
    described.period_type = described.official_frequency as is_official,
    described.stretch_value,
    described.stretch_status,
    described.period_label,
    described.period_label_en,
    described.period_label_zh,
    described.is_latest_complete_period,
    described.team_id,
    -- a rep is named by key: names are in dim_reps alone
    {%- for language in ['en', 'zh'] %}
    case
        when described.scope_type = 'company' or described.scope_id = 'unassigned' then scope_name_texts.text_{{ language }}
        when described.scope_id = 'unknown' and not {{ is_no_slice('described') }} then scope_name_texts.text_{{ language }}
        when described.scope_type = 'team' then coalesce(described.team_name, described.scope_id)
        else described.scope_id
    end as scope_name_{{ language }},
    {%- endfor %}
    described.change_value,
    described.change_rate,
    described.value_text,
    {{ shown_target('described') }} as target_text,
    {%- for language in ['en', 'zh'] %}
    {%- for kind in kinds %}
    coalesce({{ kind }}_texts.text_{{ language }}, described.{{ kind }}) as {{ kind }}_{{ language }},
    {%- endfor %}
    -- where a row is not assessed, the reason
    case
        when described.target_status <> 'not_assessed' then coalesce(target_status_texts.text_{{ language }}, described.target_status)
        when described.value_status not in ('ok', 'capped') then coalesce(value_status_texts.text_{{ language }}, described.value_status)
        else coalesce(verdict_texts.text_{{ language }}, target_status_texts.text_{{ language }}, described.target_status)
    end as verdict_{{ language }},
    {%- endfor %}
    described.is_as_due,
    {{ shown_attainment('described.attainment') }} as attained_text,
    {%- for language in ['en', 'zh'] %}
    {{ shown_measure('described.value_text', language) }} as value_text_{{ language }},
    {{ shown_change('described', language) }} as change_text_{{ language }},
    case
        when described.young_value is not null
            then {{ filled_text(
                ['remark_texts.text'],
                {
                    'period': 'described.young_period_' ~ language,
                    'value': shown_measure(shown_number('described.young_value', 'described.unit'), language),
                    'status': 'young_texts.text_' ~ language,
                },
                language,
            ) }}
    end as remark_{{ language }},
    {{ shown_change('described', language, 'last_year_') }} as last_year_change_text_{{ language }},
    {%- endfor %}
    described.last_year_value,
    described.last_year_change_value,
    described.last_year_change_rate,
    to_date.previous_to_date_value,
    to_date.last_year_to_date_value,
    to_date.trailing_12_months_value
from described
left join {{ ref('kpi_to_date') }} as to_date on described.kpi_row_id = to_date.kpi_row_id
left join {{ ref('dim_kpi_support') }} as supports on described.kpi_id = supports.kpi_id
{{ join_texts('scope_name', 'described.scope_type') }}
{%- for kind in kinds %}
{{ join_texts(kind, 'described.' ~ kind) }}
{%- endfor %}
{{ join_texts(
    'verdict',
    "case when described.source_status = 'untrusted' then 'untrusted' when not described.is_complete_period then 'running' end",
) }}
{{ join_texts('unit', 'described.unit') }}
{{ join_texts('unit', "'points'", 'points_texts') }}
{{ join_texts('scorecard', "'remark'", 'remark_texts') }}
{{ join_texts('value_status', "'immature'", 'young_texts') }}
