with

-- of the latest complete period at each KPI's own frequency; a small sample or an untrusted source is listed after what is
-- judged, so that nobody wonders where it is
missed as (
    select
        official.*,
        official.target_status in ('off_target', 'at_risk') as is_judged,
        before.previous_value as value_two_before
    from {{ ref('kpi_scorecard') }} as official
    inner join {{ ref('dim_periods') }} as periods
        on official.period_type = periods.period_type and official.period_start = periods.period_start
    left join {{ ref('kpi_scorecard') }} as before
        on
            official.kpi_id = before.kpi_id
            and official.scope_type = before.scope_type
            and official.scope_id = before.scope_id
            and official.period_type = before.period_type
            and periods.previous_period_start = before.period_start
    where
        official.is_official
        and periods.is_latest_complete_period
        and (
            official.target_status in ('off_target', 'at_risk')
            or (
                official.attainment < 1
                and official.target_status = 'not_assessed'
                and (official.value_status = 'low_sample' or official.source_status = 'untrusted')
            )
        )
),

-- steps towards what is better; in a band there is no such direction
steps as (
    select
        missed.*,
        case direction when 'higher' then 1 when 'lower' then -1 end * (kpi_value - previous_value) as last_step,
        case direction when 'higher' then 1 when 'lower' then -1 end * (previous_value - value_two_before) as step_before
    from missed
),

ranked as (
    select
        steps.*,
        case
            when last_step > 0 and step_before > 0 then 'improving'
            when last_step < 0 and step_before < 0 then 'worsening'
            when last_step is not null and step_before is not null then 'mixed'
        end as trend,
        row_number() over (
            partition by scope_type, scope_id
            order by case when is_judged then 0 else 1 end, attainment, {{ bytewise('kpi_id') }}
        ) as focus_rank
    from steps
),

{%- set parts = {
    'en': ['; ', ' against ', ' attained', '; sample ', '; not judged: ', ' to '],
    'zh': ['；', '，目标 ', ' 达成', '；样本 ', '；暂不评判：', ' 至 '],
} %}

told as (
    select
        ranked.*,
        {%- for language, words in parts.items() %}
        ranked.name_{{ language }} || {{ "': '" if language == 'en' else "'：'" }}
        || {{ measure_text('ranked.kpi_value', 'ranked.unit', language) }} || '{{ words[1] }}'
        || case
            when ranked.direction = 'band'
                then {{ measure_text('ranked.target_low', 'ranked.unit', language) }} || '{{ words[5] }}'
                    || {{ measure_text('ranked.target_high', 'ranked.unit', language) }}
            else {{ measure_text('ranked.target_value', 'ranked.unit', language) }}
        end
        || ' (' || cast(cast(floor(100 * ranked.attainment + 0.000000001) as integer) as {{ dbt.type_string() }}) || ' %{{ words[2] }})'
        || coalesce('{{ words[0] }}' || trends.text_{{ language }}, '')
        || '{{ words[3] }}' || cast(ranked.sample_size as {{ dbt.type_string() }})
        || coalesce('{{ words[0] }}' || sources.text_{{ language }}, '')
        || case
            when ranked.is_judged then ''
            when ranked.value_status = 'low_sample' then '{{ words[4] }}{{ "small sample" if language == "en" else "样本过小" }}'
            else '{{ words[4] }}{{ "untrusted source" if language == "en" else "来源不可信" }}'
        end as why_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
    from ranked
    left join {{ ref('status_texts') }} as trends on trends.topic = 'focus' and ranked.trend = trends.status
    left join {{ ref('status_texts') }} as sources on sources.topic = 'focus' and ranked.source_status = sources.status
)

select
    kpi_row_id,
    scope_type,
    scope_id,
    focus_rank,
    kpi_id,
    name_en,
    name_zh,
    owner,
    period_type,
    period_start,
    period_end,
    kpi_value,
    target_value,
    target_low,
    target_high,
    attainment,
    target_status,
    is_judged,
    value_status,
    source_status,
    sample_size,
    previous_value,
    value_two_before,
    trend,
    why_en,
    why_zh,
    action_en,
    action_zh
from told
