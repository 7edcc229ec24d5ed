with

-- of the rows as due; a small sample or an untrusted source is listed after what is judged, so that nobody wonders where it is
missed as (
    select
        due.*,
        due.target_status in ('off_target', 'at_risk') as is_judged,
        before.previous_value as value_two_before
    from {{ ref('kpi_scorecard') }} as due
    inner join {{ ref('dim_periods') }} as periods
        on due.period_type = periods.period_type and due.period_start = periods.period_start
    left join {{ ref('kpi_scorecard') }} as before
        on
            due.kpi_id = before.kpi_id
            and due.scope_type = before.scope_type
            and due.scope_id = before.scope_id
            and due.period_type = before.period_type
            and periods.previous_period_start = before.period_start
    where
        due.is_as_due
        and {{ is_no_slice('due') }}
        and (
            due.target_status in ('off_target', 'at_risk')
            or (
                due.attainment < 1
                and due.target_status = 'not_assessed'
                and (due.value_status = 'low_sample' or due.source_status = 'untrusted')
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
)

select
    ranked.kpi_row_id,
    ranked.scope_type,
    ranked.scope_id,
    cast(ranked.focus_rank as bigint) as focus_rank,
    ranked.kpi_id,
    ranked.name_en,
    ranked.name_zh,
    ranked.owner,
    ranked.period_type,
    ranked.period_start,
    ranked.period_end,
    ranked.kpi_value,
    ranked.target_value,
    ranked.target_low,
    ranked.target_high,
    ranked.attainment,
    ranked.target_status,
    ranked.is_judged,
    ranked.value_status,
    ranked.source_status,
    ranked.sample_size,
    ranked.previous_value,
    ranked.value_two_before,
    ranked.trend,
    {%- for language in ['en', 'zh'] %}
    {{ filled_text(
        ['focus_texts.text'],
        {
            'kpi': 'ranked.name_' ~ language,
            'period': 'ranked.period_label_' ~ language,
            'value': 'ranked.value_text_' ~ language,
            'target': 'ranked.target_text',
            'share': 'ranked.attained_text',
            'trend': 'trend_texts.text_' ~ language,
            'sample': grouped_number('ranked.sample_size', 0),
            'source': 'coalesce(source_texts.text_' ~ language ~ ', ranked.source_status)',
            'reason': 'ranked.verdict_' ~ language,
        },
        language,
    ) }} as why_{{ language }},
    {%- endfor %}
    ranked.action_en,
    ranked.action_zh
from ranked
{{ join_texts('trend', 'ranked.trend') }}
{{ join_texts('source', 'ranked.source_status') }}
{{ join_texts(
    'focus',
    "case when ranked.is_judged then 'why' else 'unjudged' end || case when ranked.trend is null then '_without_trend' else '' end",
) }}
