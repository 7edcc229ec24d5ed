{%- set methods = ['movements', 'seasonal_naive', 'naive'] -%}
{%- set known = 'partition by scope_type, scope_id, method order by known_in rows between unbounded preceding and current row' -%}
with

errors as (
    select
        scope_type,
        scope_id,
        method,
        horizon_months,
        -- the month of the history in whose end the error became known
        origin_history_month + horizon_months as known_in,
        abs(forecast_mrr - actual_mrr) as absolute_error,
        ln(actual_mrr / forecast_mrr) as log_error
    from {{ ref('mrr_forecast_paths') }}
    where actual_mrr is not null
),

monthly as (
    select
        scope_type,
        scope_id,
        method,
        known_in,
        count(*) as error_count,
        count(case when horizon_months = 1 then 1 end) as one_month_count,
        sum(absolute_error) as absolute_error,
        sum(log_error * log_error / horizon_months) as square,
        sum(case when horizon_months = 1 then log_error * log_error end) as one_month_square,
        sum(log_error * horizon_months) as moment,
        sum(horizon_months * horizon_months) as horizon_square
    from errors
    group by scope_type, scope_id, method, known_in
),

-- everything that was known by then, and nothing later
known_errors as (
    select
        scope_type,
        scope_id,
        method,
        known_in,
        sum(error_count) over ({{ known }}) as error_count,
        sum(one_month_count) over ({{ known }}) as one_month_count,
        {{ safe_divide('sum(absolute_error) over (' ~ known ~ ')', 'sum(error_count) over (' ~ known ~ ')') }} as mae,
        sqrt({{ safe_divide('sum(square) over (' ~ known ~ ')', 'sum(error_count) over (' ~ known ~ ')') }}) as spread,
        sqrt({{ safe_divide('sum(one_month_square) over (' ~ known ~ ')', 'sum(one_month_count) over (' ~ known ~ ')') }})
            as one_month_spread,
        {{ safe_divide('sum(moment) over (' ~ known ~ ')', 'sum(horizon_square) over (' ~ known ~ ')') }} as drift
    from monthly
),

origins as (
    select
        history.scope_type,
        history.scope_id,
        history.month_start as origin_month_start,
        history.history_month as origin_history_month,
        coalesce(max(known_errors.error_count), 0) as error_count,
        coalesce(max(known_errors.one_month_count), 0) as one_month_count,
        {%- for method in methods %}
        max(case when known_errors.method = '{{ method }}' then known_errors.mae end) as {{ method }}_mae,
        -- the wider of the two: errors of many months overlap, those of one month are few
        max(
            case
                when known_errors.method = '{{ method }}' and known_errors.one_month_count >= {{ mrr_forecast_setting('min_errors') }}
                    then greatest(known_errors.spread, known_errors.one_month_spread)
            end
        ) as {{ method }}_spread,
        max(
            case
                when known_errors.method = '{{ method }}' and known_errors.one_month_count >= {{ mrr_forecast_setting('min_errors') }}
                    then known_errors.drift
            end
        ) as {{ method }}_drift{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('mrr_forecast_history') }} as history
    left join known_errors
        on
            history.scope_type = known_errors.scope_type
            and history.scope_id = known_errors.scope_id
            and history.history_month = known_errors.known_in
    where history.history_month >= {{ mrr_forecast_setting('window') }}
    group by history.scope_type, history.scope_id, history.month_start, history.history_month
)

select
    scope_type,
    scope_id,
    origin_month_start,
    origin_history_month,
    cast(error_count as bigint) as error_count,
    cast(one_month_count as bigint) as one_month_count,
    movements_mae,
    seasonal_naive_mae,
    naive_mae,
    movements_spread,
    seasonal_naive_spread,
    naive_spread,
    movements_drift,
    seasonal_naive_drift,
    naive_drift,
    case
        when
            one_month_count >= {{ mrr_forecast_setting('min_errors') }}
            and naive_mae >= {{ mrr_forecast_setting('cent') }}
            and least(movements_mae, seasonal_naive_mae) < {{ 1 - mrr_forecast_setting('margin') }} * naive_mae
            then case when seasonal_naive_mae < movements_mae then 'seasonal_naive' else 'movements' end
        else 'naive'
    end as method
from origins
