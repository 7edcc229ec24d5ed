with

closed_deals as (
    select
        *,
        outcome = 'won' as is_won,
        outcome in ('lost', 'no_decision') as is_lost
    from {{ ref('fct_deals') }}
    where closed_on is not null and deal_type <> 'renewal'
),

excluded as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        count(*) as excluded_count
    from {{ in_periods_and_scopes('closed_deals', 'closed_on') }}
    where not is_won and not is_lost
    group by period_type, period_start, scope_type, scope_id
),

amounts as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        count(case when is_won then 1 end) as numerator,
        count(case when is_lost then 1 end) as denominator,
        count(*) as sample_size,
        {{ safe_divide('count(case when is_won then 1 end)', 'count(*)') }} as win_rate,
        case when count(case when is_won then 1 end) = 0 then 0 else sum(case when is_won then amount end) end as won_amount,
        case when count(case when is_lost then 1 end) = 0 then 0 else sum(case when is_lost then amount end) end as lost_amount,
        avg(case when is_won then amount end) as average_won_amount,
        {{ percentile(0.5, 'case when is_won then days_to_close end') }} as median_days_to_close,
        count(case when outcome = 'no_decision' then 1 end) as no_decision_count,
        count(case when is_reopened then 1 end) as reopened_count
    from {{ in_periods_and_scopes('closed_deals', 'closed_on') }}
    where is_won or is_lost
    group by period_type, period_start, scope_type, scope_id
),

measures as (
    select
        amounts.*,
        {{ wilson('low', 'win_rate', 'sample_size') }} as win_rate_ci_low,
        {{ wilson('high', 'win_rate', 'sample_size') }} as win_rate_ci_high,
        {{ safe_divide('won_amount', '(won_amount + lost_amount)') }} as value_win_rate
    from amounts
),

{{ kpi_rows(
    'deal_win_loss_ratio',
    counts=['won_amount', 'lost_amount', 'no_decision_count', 'reopened_count'],
    others=[
        'win_rate', 'win_rate_ci_low', 'win_rate_ci_high', 'value_win_rate', 'average_won_amount',
        'median_days_to_close',
    ],
) }}

select
    {{ kpi_shared_columns() }},
    win_rate,
    win_rate_ci_low,
    win_rate_ci_high,
    value_win_rate,
    won_amount,
    lost_amount,
    average_won_amount,
    cast(median_days_to_close as {{ type_double() }}) as median_days_to_close,
    no_decision_count,
    case when has_required_exports then coalesce(excluded.excluded_count, 0) end as excluded_count,
    reopened_count
from kpi_rows
left join excluded using (period_type, period_start, scope_type, scope_id)
