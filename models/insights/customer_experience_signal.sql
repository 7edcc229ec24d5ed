with

settings as (
    {{ settings_of(['experience_high_score', 'experience_retention_days', 'experience_min_known', 'interval_z']) }}
),

scores as (
    select
        deal_id,
        avg(score) as survey_score,
        count(*) as score_count
    from {{ ref('fct_experience_scores') }}
    group by deal_id
),

won_deals as (
    select
        deals.deal_id,
        deals.customer_id,
        deals.rep_id,
        deals.team_id,
        deals.deal_type,
        deals.closed_on,
        {{ add_days('deals.closed_on', 'settings.experience_retention_days') }} as retention_due_on,
        as_of.as_of_date,
        scores.survey_score,
        coalesce(scores.score_count, 0) as score_count,
        floor(scores.survey_score * 1000000 + 0.5) / 1000000 >= settings.experience_high_score as is_high_score
    from {{ ref('fct_deals') }} as deals
    cross join settings
    cross join {{ ref('dim_as_of') }} as as_of
    left join scores on deals.deal_id = scores.deal_id
    where deals.outcome = 'won'
),

paid_until as (
    select
        won_deals.deal_id,
        max(
            case
                when subscriptions.ends_on is null or subscriptions.ends_on > won_deals.retention_due_on then 1
                else 0
            end
        ) = 1 as is_retained
    from won_deals
    inner join {{ ref('fct_subscriptions') }} as subscriptions
        on
            won_deals.customer_id = subscriptions.customer_id
            and subscriptions.starts_on <= won_deals.retention_due_on
    where subscriptions.is_paid and won_deals.retention_due_on <= won_deals.as_of_date
    group by won_deals.deal_id
),

known as (
    select
        won_deals.*,
        paid_until.is_retained
    from won_deals
    left join paid_until on won_deals.deal_id = paid_until.deal_id
),

agreement as (
    select
        count(*) as known_count,
        {{ safe_divide('count(case when is_high_score = is_retained then 1 end)', 'count(*)') }} as agreement_rate,
        -- whoever always says what most customers say is right so often
        {{ safe_divide(
            greatest_of(['count(case when is_high_score then 1 end)', 'count(case when not is_high_score then 1 end)']),
            'count(*)',
        ) }} as base_rate
    from known
    where is_high_score is not null and is_retained is not null
),

judged as (
    select
        agreement.*,
        {{ wilson('low', 'agreement_rate', 'known_count', 'settings.interval_z') }} as agreement_ci_low,
        coalesce(
            known_count >= settings.experience_min_known
            and {{ wilson('low', 'agreement_rate', 'known_count', 'settings.interval_z') }} > base_rate,
            false
        ) as is_proxy_offered
    from agreement
    cross join settings
)

select
    known.deal_id,
    known.customer_id,
    known.rep_id,
    known.team_id,
    known.deal_type,
    known.closed_on,
    known.survey_score,
    cast(known.score_count as bigint) as score_count,
    known.is_high_score,
    known.retention_due_on,
    known.is_retained,
    case
        when known.is_high_score is not null then case when known.is_high_score then 'good' else 'poor' end
        when judged.is_proxy_offered and known.is_retained is not null
            then case when known.is_retained then 'good' else 'poor' end
        else 'unknown'
    end as signal,
    case
        when known.is_high_score is not null then 'survey'
        when judged.is_proxy_offered and known.is_retained is not null then 'proxy'
        else 'unknown'
    end as signal_source,
    judged.is_proxy_offered,
    cast(judged.known_count as bigint) as proxy_known_count,
    judged.agreement_rate as proxy_agreement_rate,
    judged.agreement_ci_low as proxy_agreement_ci_low,
    judged.base_rate as proxy_base_rate
from known
cross join judged
