with

settings as (
    {{ settings_of(['interval_z']) }}
),

records as (
    select *
    from {{ ref('records_deal_win_loss_ratio') }}
),

amounts as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        count(*) as deals,
        {{ safe_divide('count(case when is_won then 1 end)', 'count(*)') }} as win_rate,
        {{ sum_of_known('amount', 'is_won') }} as won_amount,
        {{ sum_of_known('amount', 'not is_won') }} as lost_amount,
        avg(case when is_won then amount end) as average_won_amount,
        {{ percentile(0.5, 'case when is_won then days_to_close end') }} as median_days_to_close,
        count(case when outcome = 'no_decision' then 1 end) as no_decision_count,
        count(case when is_reopened then 1 end) as reopened_count
    from {{ in_periods_and_scopes('records', 'counted_on') }}
    group by period_type, period_start, scope_type, scope_id
),

measures as (
    select
        amounts.*,
        {{ wilson('low', 'win_rate', 'deals', 'settings.interval_z') }} as win_rate_ci_low,
        {{ wilson('high', 'win_rate', 'deals', 'settings.interval_z') }} as win_rate_ci_high,
        {{ safe_divide('won_amount', '(won_amount + lost_amount)') }} as value_win_rate
    from amounts
    cross join settings
),

excluded_deals as (
    select *
    from {{ ref('fct_deals') }}
    where closed_on is not null and deal_type <> 'renewal' and outcome in ('duplicate', 'disqualified')
),

excluded as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        count(*) as deals
    from {{ in_periods_and_scopes('excluded_deals', 'closed_on', ["'deals'", 'facts.deal_id']) }}
    group by period_type, period_start, scope_type, scope_id
)

select
    {{ kpi_shared_columns() }},
    measures.win_rate,
    measures.win_rate_ci_low,
    measures.win_rate_ci_high,
    measures.value_win_rate,
    {{ count_of('won_amount') }} as won_amount,
    {{ count_of('lost_amount') }} as lost_amount,
    measures.average_won_amount,
    cast(measures.median_days_to_close as {{ type_double() }}) as median_days_to_close,
    {{ count_of('no_decision_count') }} as no_decision_count,
    {{ count_of('deals', 'excluded') }} as excluded_count,
    {{ count_of('reopened_count') }} as reopened_count
from {{ ref('kpi_values') }} as kpi_rows
{{ join_measures() }}
{{ join_measures('excluded') }}
where kpi_rows.kpi_id = 'deal_win_loss_ratio'
