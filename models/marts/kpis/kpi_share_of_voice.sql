with

namings as (
    select
        *,
        'unassigned' as team_id,
        'unassigned' as rep_id
    from {{ ref('fct_brand_namings') }}
),

period_namings as (
    select *
    from {{ in_periods_and_scopes('namings', 'surveyed_on') }}
    where scope_type = 'company'
),

survey_shares as (
    select
        period_type,
        period_start,
        coalesce(sum(case when is_ours then weight end), 0) as numerator,
        coalesce(sum(case when is_tracked then weight end), 0) as denominator,
        count(case when is_tracked then 1 end) as sample_size,
        {{ safe_divide(
            'sum(case when is_tracked then weight end) * sum(case when is_tracked then weight end)',
            'sum(case when is_tracked then weight * weight end)',
        ) }} as effective_sample_size
    from period_namings
    group by period_type, period_start
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
        {{ safe_divide('sum(weight * named_ours)', 'sum(weight)') }} as unaided_awareness_rate,
        {{ safe_divide('sum(weight * named_ours_first)', 'sum(weight)') }} as top_of_mind_rate
    from respondents
    group by period_type, period_start
),

mentions as (
    select
        days.period_type,
        days.period_start,
        {{ safe_divide(
            'coalesce(sum(case when mentions.is_ours then mentions.weight end), 0)',
            'sum(case when mentions.is_tracked then mentions.weight end)',
        ) }} as mention_share
    from {{ ref('fct_brand_mentions') }} as mentions
    inner join {{ ref('dim_period_days') }} as days on mentions.mentioned_on = days.date_day
    where not mentions.is_owned and not mentions.is_bot
    group by days.period_type, days.period_start
),

measures as (
    select
        survey_shares.*,
        'company' as scope_type,
        'all' as scope_id,
        awareness.unaided_awareness_rate,
        awareness.top_of_mind_rate
    from survey_shares
    inner join awareness
        on survey_shares.period_type = awareness.period_type and survey_shares.period_start = awareness.period_start
),

{{ kpi_rows(
    'share_of_voice',
    zero_numerator=false,
    others=['unaided_awareness_rate', 'top_of_mind_rate', 'effective_sample_size'],
    labels={'brand_set_version': brand_set_version_on('periods.period_end')},
    interval_units='effective_sample_size',
    comparable_by='brand_set_version',
    scopes=['company'],
) }}

select
    {{ kpi_shared_columns() }},
    unaided_awareness_rate,
    top_of_mind_rate,
    case when has_required_exports then mentions.mention_share end as mention_share,
    effective_sample_size,
    brand_set_version
from kpi_rows
left join mentions using (period_type, period_start)
