with

records as (
    select *
    from {{ ref('records_share_of_voice') }}
),

period_namings as (
    select *
    from {{ in_periods_and_scopes('records', 'counted_on', record=none) }}
    where scope_type = 'company'
),

-- asked on two days of a period, a respondent is still one
respondents as (
    select
        period_type,
        period_start,
        respondent_id,
        max(respondent_weight) as weight,
        max(case when is_ours then 1 else 0 end) as named_ours,
        max(case when is_ours and naming_rank = 1 then 1 else 0 end) as named_ours_first
    from period_namings
    group by period_type, period_start, respondent_id
),

awareness as (
    select
        period_type,
        period_start,
        'company' as scope_type,
        'all' as scope_id,
        {{ safe_divide('sum(weight * named_ours)', 'sum(weight)') }} as unaided_awareness_rate,
        {{ safe_divide('sum(weight * named_ours_first)', 'sum(weight)') }} as top_of_mind_rate
    from respondents
    group by period_type, period_start
),

mentions as (
    select
        days.period_type,
        days.period_start,
        'company' as scope_type,
        'all' as scope_id,
        {{ safe_divide(
            'coalesce(sum(case when mentions.is_ours then mentions.weight end), 0)',
            'sum(case when mentions.is_tracked then mentions.weight end)',
        ) }} as mention_share
    from {{ ref('fct_brand_namings') }} as mentions
    inner join {{ ref('dim_period_days') }} as days on mentions.named_on = days.date_day
    where mentions.named_in = 'post' and not mentions.is_owned and not mentions.is_bot
    group by days.period_type, days.period_start
)

select
    {{ kpi_shared_columns() }},
    awareness.unaided_awareness_rate,
    awareness.top_of_mind_rate,
    mentions.mention_share,
    case when kpi_rows.has_required_exports then kpi_rows.effective_sample_size end as effective_sample_size,
    kpi_rows.brand_set_version
from {{ ref('kpi_values') }} as kpi_rows
{{ join_measures('awareness') }}
{{ join_measures('mentions') }}
where kpi_rows.kpi_id = 'share_of_voice'
