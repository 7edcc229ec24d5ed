{%- set grace = setting('grace_working_days') -%}
with

official_periods as (
    select
        kpis.kpi_id,
        periods.period_start,
        periods.period_end,
        periods.is_complete_period,
        periods.as_of_date,
        {{ add_days('periods.period_end', 'kpis.maturity_days') }} as matures_on,
        scorecard.value_status,
        coalesce(scorecard.value_status in ('ok', 'capped', 'low_sample'), false) as has_value
    from {{ ref('dim_kpis') }} as kpis
    inner join {{ ref('dim_periods') }} as periods on kpis.official_frequency = periods.period_type
    left join {{ ref('kpi_scorecard') }} as scorecard
        on
            kpis.kpi_id = scorecard.kpi_id
            and periods.period_type = scorecard.period_type
            and periods.period_start = scorecard.period_start
            and scorecard.scope_type = 'company'
),

-- the last period that is over, the last one that is over and mature, the one after it, the last one with a value
chosen as (
    select
        kpi_id,
        max(as_of_date) as as_of_date,
        max(case when is_complete_period then period_start end) as last_period_start,
        max(case when is_complete_period then period_end end) as last_period_end,
        max(case when matures_on <= as_of_date then period_start end) as due_period_start,
        min(case when matures_on > as_of_date then matures_on end) as next_matures_on,
        max(case when is_complete_period and has_value then period_start end) as latest_value_period_start
    from official_periods
    group by kpi_id
),

-- enough calendar days after the last maturity for long holidays
span as (
    select
        min(matures_on) as first_day,
        cast({{ days_between('min(matures_on)', 'max(matures_on)') }} + 3 * {{ grace }} + 30 as integer) as last_number
    from official_periods
),

days as (
    select {{ add_days('first_day', 'day_number') }} as date_day
    from (
        {{ integers_to('last_number', 'day_number', 'span', ['first_day']) }}
    ) as numbered
),

calendar as (
    select
        days.date_day,
        sum(case when holidays.holiday_on is null and {{ iso_weekday('days.date_day') }} <= 5 then 1 else 0 end)
            over (order by days.date_day rows between unbounded preceding and current row) as working_days
    from days
    left join {{ ref('holidays') }} as holidays
        on holidays.calendar_id = 'default' and days.date_day = holidays.holiday_on
),

-- so many working days after the day of maturity
due_days as (
    select
        maturities.date_day as matures_on,
        min(later.date_day) as due_on
    from calendar as maturities
    inner join calendar as later
        on maturities.working_days + {{ grace }} = later.working_days and maturities.date_day <= later.date_day
    group by maturities.date_day
),

required as (
    select
        kpis.kpi_id,
        cadence.export,
        cadence.usual_gap_days,
        row_number() over (
            partition by kpis.kpi_id
            order by cadence.usual_gap_days desc nulls last, {{ bytewise('cadence.export') }}
        ) as slowness
    from {{ ref('dim_kpis') }} as kpis
    inner join {{ ref('dim_export_cadence') }} as cadence
        on {{ is_listed('cadence.export', 'kpis.required_exports') }}
),

judged as (
    select
        kpis.kpi_id,
        kpis.name_en,
        kpis.name_zh,
        kpis.official_frequency,
        chosen.as_of_date,
        chosen.last_period_start,
        chosen.last_period_end,
        chosen.due_period_start,
        due_periods.period_end as due_period_end,
        due_days.due_on,
        due_periods.value_status as due_value_status,
        case
            when due_days.due_on is null then 'no_period'
            when due_periods.has_value then 'delivered'
            when due_days.due_on > chosen.as_of_date then 'not_due'
            when due_days.due_on = chosen.as_of_date then 'due'
            else 'overdue'
        end as due_status,
        chosen.latest_value_period_start,
        next_days.due_on as next_due_on,
        required.export as slowest_export,
        required.usual_gap_days,
        cast({{ days_between('due_periods.period_start', 'due_periods.period_end') }} + 1 as bigint) as period_days
    from {{ ref('dim_kpis') }} as kpis
    left join chosen on kpis.kpi_id = chosen.kpi_id
    left join official_periods as due_periods
        on chosen.kpi_id = due_periods.kpi_id and chosen.due_period_start = due_periods.period_start
    left join due_days on due_periods.matures_on = due_days.matures_on
    left join due_days as next_days on chosen.next_matures_on = next_days.matures_on
    left join required on kpis.kpi_id = required.kpi_id and required.slowness = 1
)

select
    judged.kpi_id,
    judged.name_en,
    judged.name_zh,
    judged.official_frequency,
    judged.as_of_date,
    judged.last_period_start,
    judged.last_period_end,
    judged.due_period_start,
    judged.due_period_end,
    judged.due_on,
    coalesce(judged.due_on <= judged.as_of_date, false) as is_due,
    judged.due_status = 'overdue' as is_overdue,
    judged.due_value_status,
    judged.due_status,
    judged.latest_value_period_start,
    judged.next_due_on,
    judged.slowest_export,
    judged.usual_gap_days,
    judged.usual_gap_days <= judged.period_days as is_cadence_sufficient,
    {%- for language in ['en', 'zh'] %}
    {{ filled_text(
        ['message_texts.text', 'value_texts.text', 'rare_texts.text'],
        {
            'status': 'coalesce(due_texts.text_' ~ language ~ ', judged.due_status)',
            'period': 'period_type_texts.text_' ~ language,
            'start': 'cast(judged.due_period_start as ' ~ dbt.type_string() ~ ')',
            'due': 'cast(judged.due_on as ' ~ dbt.type_string() ~ ')',
            'value': 'value_status_texts.text_' ~ language,
            'export': 'judged.slowest_export',
        },
        language,
    ) }} as message_{{ language }}{{ ',' if not loop.last }}
    {%- endfor %}
from judged
{{ join_texts('due', 'judged.due_status') }}
{{ join_texts('period_type', 'judged.official_frequency') }}
{{ join_texts('value_status', "coalesce(judged.due_value_status, 'no_data')") }}
{{ join_texts('due_message', "case when judged.due_on is null then 'no_period' else 'period' end", 'message_texts') }}
{{ join_texts(
    'due_message', "case when judged.due_status in ('due', 'overdue', 'not_due') then 'value' end", 'value_texts',
) }}
{{ join_texts('due_message', "case when judged.usual_gap_days > judged.period_days then 'rare' end", 'rare_texts') }}
