with

-- how far the last complete periods had got at the same share of their working days
usual as (
    select
        kpi_id,
        period_type,
        scope_type,
        scope_id,
        count(reached_share) as compared_periods,
        {{ percentile(0.1, 'reached_share') }} as share_p10,
        {{ percentile(0.5, 'reached_share') }} as share_median,
        {{ percentile(0.9, 'reached_share') }} as share_p90
    from {{ ref('kpi_pacing_history') }}
    group by kpi_id, period_type, scope_type, scope_id
),

running as (
    select
        scorecard.*,
        kpis.pacing_kind,
        periods.as_of_date,
        periods.working_days,
        periods.working_days_elapsed,
        periods.working_days - periods.working_days_elapsed as working_days_left,
        case
            when scorecard.direction <> 'band' then scorecard.target_value
            when scorecard.kpi_value < scorecard.target_low then scorecard.target_low
            else scorecard.target_high
        end as border,
        case when scorecard.kpi_id = 'monthly_recurring_revenue' then mrr.opening_mrr else 0 end as opening_value,
        coalesce(usual.compared_periods, 0) as compared_periods,
        usual.share_p10,
        usual.share_median,
        usual.share_p90,
        -- one forecast of MRR: where mrr_forecast has the month in which the period ends, that is it
        ahead.forecast_mrr,
        ahead.low_mrr,
        ahead.high_mrr
    from {{ ref('kpi_scorecard') }} as scorecard
    inner join {{ ref('dim_periods') }} as periods
        on scorecard.period_type = periods.period_type and scorecard.period_start = periods.period_start
    inner join {{ ref('dim_kpis') }} as kpis on scorecard.kpi_id = kpis.kpi_id
    left join {{ ref('kpi_monthly_recurring_revenue') }} as mrr on scorecard.kpi_row_id = mrr.kpi_row_id
    left join usual
        on
            scorecard.kpi_id = usual.kpi_id
            and scorecard.period_type = usual.period_type
            and scorecard.scope_type = usual.scope_type
            and scorecard.scope_id = usual.scope_id
    left join {{ ref('mrr_forecast') }} as ahead
        on
            scorecard.kpi_id = 'monthly_recurring_revenue'
            and scorecard.period_type <> 'week'
            and scorecard.period_end = ahead.month_end
            and scorecard.scope_type = ahead.scope_type
            and scorecard.scope_id = ahead.scope_id
    where periods.period_end >= periods.as_of_date and {{ is_no_slice('scorecard') }}
),

-- where the period is, where it should be, and where it ends if it goes on as it has
paced as (
    select
        running.*,
        pacing_kind in ('total', 'balance') as is_forecast,
        case
            when pacing_kind = 'kept' then 1 - {{ safe_divide('(1 - border) * working_days_elapsed', 'working_days') }}
            when pacing_kind in ('total', 'balance', 'per_base')
                then opening_value + {{ safe_divide('(border - opening_value) * working_days_elapsed', 'working_days') }}
        end as expected_to_date,
        case
            when pacing_kind in ('total', 'balance', 'per_base')
                then opening_value + {{ safe_divide('(kpi_value - opening_value) * working_days', 'working_days_elapsed') }}
        end as run_rate_value,
        case
            when pacing_kind in ('rate', 'mean') then {{ safe_divide('denominator * working_days', 'working_days_elapsed') }}
            when pacing_kind in ('kept', 'per_base') then denominator
        end as expected_denominator,
        case
            when pacing_kind in ('total', 'balance') then border - kpi_value
            when pacing_kind = 'per_base' then border * denominator - numerator
        end as missing,
        case
            when direction = 'higher' then kpi_value >= border
            when direction = 'lower' then kpi_value <= border
            else attainment >= 1
        end as is_met
    from running
),

needed as (
    select
        paced.*,
        case
            when pacing_kind in ('rate', 'mean')
                then {{ safe_divide('(border * expected_denominator - numerator)', '(expected_denominator - denominator)') }}
            when pacing_kind = 'kept' then {{ safe_divide('border * denominator', 'numerator') }}
            when pacing_kind = 'per_base' then case when kpi_value >= border then 0 else border - kpi_value end
        end as needed_rate,
        {{ safe_divide('case when missing < 0 then 0 else missing end', 'working_days_left') }} as required_per_day,
        {{ safe_divide(
            "case pacing_kind when 'per_base' then numerator when 'total' then kpi_value when 'balance' then kpi_value - opening_value end",
            'working_days_elapsed',
        ) }} as run_rate_per_day,
        case
            when pacing_kind in ('rate', 'mean') then attainment
            else {{ safe_divide('kpi_value', 'expected_to_date') }}
        end as pace_ratio,
        case
            when pacing_kind in ('balance', 'kept') then {{ setting('pace_tolerance_balance') }}
            else {{ setting('pace_tolerance') }}
        end as tolerance,
        case
            when not is_forecast then 'not_applicable'
            when forecast_mrr is not null then 'ok'
            when kpi_value is null or working_days_elapsed = 0 then 'no_value'
            when compared_periods < {{ setting('pacing_min_periods') }} then 'few_periods'
            when share_median < {{ setting('forecast_min_share') }} then 'too_early'
            else 'ok'
        end as forecast_status,
        {%- for name in ['p10', 'median', 'p90'] %}
        case
            when share_{{ name }} >= {{ setting('forecast_min_share') }}
                then opening_value + {{ safe_divide('(kpi_value - opening_value)', 'share_' ~ name) }}
        end as forecast_{{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from paced
),

judged as (
    select
        needed.*,
        -- sums of the same amounts in another order differ in the last bits: that is no movement
        kpi_value < opening_value - 0.000001 as is_below_opening,
        case
            when border is null then 'no_target'
            when
                pacing_kind in ('cohort', 'none') or kpi_value is null or value_status not in ('ok', 'capped')
                or source_status = 'untrusted' or working_days_elapsed = 0
                then 'not_assessed'
            when as_of_date >= period_end then case when is_met then 'secured' else 'unreachable' end
            when pacing_kind in ('total', 'per_base') and is_met then 'secured'
            when pacing_kind = 'rate' and needed_rate <= 0 then 'secured'
            when pacing_kind = 'rate' and unit = 'rate' and needed_rate > 1 then 'unreachable'
            when pacing_kind = 'kept' and needed_rate > 1 then 'unreachable'
            when pacing_kind = 'mean' and needed_rate < 0 then 'unreachable'
            when pace_ratio >= 1 + tolerance or (direction = 'lower' and kpi_value = 0) then 'ahead'
            when pace_ratio >= 1 - tolerance then 'on_pace'
            when pace_ratio is not null then 'behind'
            else 'not_assessed'
        end as pace_status
    from needed
),

-- what the rest of the period must bring, in the words that fit the side that is good
told as (
    select
        judged.*,
        case
            when pace_status not in ('ahead', 'on_pace', 'behind') then null
            when pacing_kind in ('total', 'balance') then case when required_per_day > 0 then 'per_day' end
            when pacing_kind = 'per_base' then case when needed_rate > 0 then 'per_base' end
            when needed_rate is null then null
            when pacing_kind = 'kept' then 'kept'
            when direction = 'lower' and unit in ('minutes', 'days') then 'may_take'
            when direction = 'lower' or (direction = 'band' and kpi_value >= target_low) then 'at_most'
            else 'at_least'
        end as needed_code,
        case
            when pacing_kind in ('total', 'balance') and unit = 'count' then {{ grouped_number('required_per_day', 2) }}
            when pacing_kind in ('total', 'balance') then {{ shown_number('required_per_day', 'unit') }}
            when pacing_kind = 'per_base' then {{ grouped_number('100 * needed_rate', 1) }}
            else {{ shown_number('needed_rate', 'unit') }}
        end as needed_number
    from judged
)

select
    judged.kpi_row_id,
    judged.kpi_id,
    judged.name_en,
    judged.name_zh,
    judged.unit,
    judged.direction,
    judged.is_official,
    judged.period_type,
    judged.period_start,
    judged.period_end,
    judged.scope_type,
    judged.scope_id,
    judged.as_of_date,
    judged.pacing_kind,
    judged.working_days,
    judged.working_days_elapsed,
    judged.working_days_left,
    judged.numerator,
    judged.denominator,
    judged.kpi_value,
    judged.value_status,
    judged.source_status,
    judged.target_value,
    judged.target_low,
    judged.target_high,
    case when judged.pacing_kind = 'balance' then judged.opening_value end as opening_value,
    judged.expected_to_date,
    judged.pace_ratio,
    judged.run_rate_per_day,
    judged.run_rate_value,
    judged.required_per_day,
    judged.expected_denominator,
    judged.needed_rate,
    judged.compared_periods,
    case when judged.is_forecast then judged.share_median end as usual_reached_share,
    case when judged.forecast_status = 'ok' then coalesce(judged.forecast_mrr, judged.forecast_median) end as forecast_value,
    case
        when judged.forecast_mrr is not null then judged.low_mrr
        when judged.forecast_status = 'ok' then case when is_below_opening then forecast_p10 else forecast_p90 end
    end as forecast_low,
    case
        when judged.forecast_mrr is not null then judged.high_mrr
        when judged.forecast_status = 'ok' then case when is_below_opening then forecast_p90 else forecast_p10 end
    end as forecast_high,
    judged.forecast_status,
    judged.pace_status,
    pace_texts.text_en as pace_en,
    pace_texts.text_zh as pace_zh,
    case
        when judged.forecast_status = 'ok' and judged.forecast_mrr is not null then 'mrr_forecast'
        when judged.forecast_status = 'ok' then 'earlier_periods'
    end as forecast_basis,
    {%- for language in ['en', 'zh'] %}
    case
        when judged.needed_code is not null
            then {{ filled_text(['needed_texts.text'], {'value': 'case when judged.needed_code = \'per_base\' then '
                ~ filled_text(['points_texts.text'], {'n': 'judged.needed_number'}, language)
                ~ ' else ' ~ shown_measure('judged.needed_number', language) ~ ' end'}, language) }}
    end as needed_{{ language }}{{ ',' if not loop.last }}
    {%- endfor %}
from told as judged
{{ join_texts('pace', 'judged.pace_status') }}
{{ join_texts('pace_needed', 'judged.needed_code', 'needed_texts') }}
{{ join_texts('unit', 'judged.unit') }}
{{ join_texts('unit', "'points'", 'points_texts') }}
