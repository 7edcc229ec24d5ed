-- Deals won, by the day of their close, each with the days that it took. Days that are not known, as where the close lies
-- before the creation, leave the mean.
select
    export,
    record_id,
    lead_id,
    customer_id,
    rep_id,
    team_id,
    counted_on,
    days_to_close as numerator,
    case when days_to_close is not null then 1 else 0 end as denominator,
    case when days_to_close is not null then 1 else 0 end as units,
    days_to_close is not null as is_counted,
    days_to_close is null as is_unknown,
    case when days_to_close is not null then 'cycle_known' else 'cycle_unknown' end as reason,
    days_to_close as record_value,
    'days' as record_unit,
    days_to_close
from {{ ref('records_deal_win_loss_ratio') }}
where is_won
