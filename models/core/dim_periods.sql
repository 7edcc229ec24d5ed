{%- set period_types = ['week', 'month', 'quarter', 'year'] -%}
{#- Every date by which a KPI places a record. They are read from the records, not from the facts, so that the calendar
    does not wait for them; one that does not count, because a cell of its record cannot be read, was still there. The
    fact of activities has all of them, and is stored. -#}
{%- set instants = {
    'int_leads': ['created_at', 'inquiry_at', 'qualified_at', 'disqualified_at', 'converted_at'],
    'int_deals': ['created_at', 'closed_at'],
    'int_meetings': ['invited_at', 'responded_at'],
    'int_presentation_sessions': ['started_at'],
    'int_brand_mentions': ['mentioned_at'],
} -%}
{%- set days = {
    'fct_activities': ['occurred_on'],
    'int_subscriptions': ['starts_on'],
    'int_orders': ['ordered_on'],
    'int_survey_responses': ['surveyed_on'],
} -%}
{#- what was merged hands its dates over to its survivor; a test record hands nothing over -#}
{%- set keys = {'int_leads': 'lead_id', 'int_deals': 'deal_id'} -%}
with

dates as (
{%- for model, columns in instants.items() %}
    {%- for column in columns %}
    select {{ reporting_date('min(records.' ~ column ~ ')') }} as happened_on
    from {{ ref(model) }} as records
    inner join {{ ref('dim_as_of') }} as as_of on records.{{ column }} < as_of.ends_at
    {%- if column == 'closed_at' %}
    where records.left_out_reason is null and records.outcome <> 'open'
    {%- elif model in keys %}
    inner join {{ ref(model) }} as survivors on records.survivor_id = survivors.{{ keys[model] }}
    where survivors.left_out_reason is null and not records.is_test
    {%- else %}
    where records.left_out_reason is null
    {%- endif %}
    union all
    {%- endfor %}
{%- endfor %}
{%- for model, columns in days.items() %}
    {%- for column in columns %}
    select min(records.{{ column }}) as happened_on
    from {{ ref(model) }} as records
    inner join {{ ref('dim_as_of') }} as as_of on records.{{ column }} <= as_of.as_of_date
    {{ 'where records.left_out_reason is null' if model.startswith('int_') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

earliest as (
    select min(happened_on) as happened_on from dates
),

span as (
    select
        as_of.as_of_date,
        earliest.happened_on as first_day
    from earliest
    cross join {{ ref('dim_as_of') }} as as_of
),

days as (
    {{ integers_to(days_between('first_day', 'as_of_date'), 'day_number', 'span', ['as_of_date', 'first_day']) }}
),

starts as (
{%- for period_type in period_types %}
    select distinct
        '{{ period_type }}' as period_type,
        as_of_date,
        {{ period_start(period_type, add_days('first_day', 'day_number')) }} as period_start
    from days
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

periods as (
{%- for period_type in period_types %}
    select
        period_type,
        as_of_date,
        period_start,
        {{ add_days(add_periods(period_type, 'period_start', 1), -1) }} as period_end,
        {{ add_periods(period_type, 'period_start', -1) }} as previous_period_start
    from starts
    where period_type = '{{ period_type }}'
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

period_days as (
    {{ integers_to(
        days_between('period_start', 'period_end'), 'day_number', 'periods',
        ['period_type', 'period_start', 'period_end', 'as_of_date']
    ) }}
),

working_days as (
    select
        period_days.period_type,
        period_days.period_start,
        count(*) as working_days,
        count(
            case
                when {{ add_days('period_days.period_start', 'period_days.day_number') }} <= period_days.as_of_date then 1
            end
        ) as working_days_elapsed
    from period_days
    left join {{ ref('holidays') }} as holidays
        on
            holidays.calendar_id = 'default'
            and holidays.holiday_on = {{ add_days('period_days.period_start', 'period_days.day_number') }}
    where
        holidays.holiday_on is null
        and {{ iso_weekday(add_days('period_days.period_start', 'period_days.day_number')) }} <= 5
    group by period_days.period_type, period_days.period_start
)

select
    periods.period_type,
    periods.period_start,
    periods.period_end,
    case when periods.period_end < periods.as_of_date then periods.period_end else periods.as_of_date end as closes_on,
    periods.previous_period_start,
    {%- for language, column in [('code', 'period_label'), ('en', 'period_label_en'), ('zh', 'period_label_zh')] %}
    {{ period_label('periods.period_type', 'periods.period_start', language) }} as {{ column }},
    {%- endfor %}
    periods.period_end <= periods.as_of_date as is_complete_period,
    coalesce(
        periods.period_end = max(case when periods.period_end <= periods.as_of_date then periods.period_end end)
            over (partition by periods.period_type),
        false
    ) as is_latest_complete_period,
    coalesce(working_days.working_days, 0) as working_days,
    coalesce(working_days.working_days_elapsed, 0) as working_days_elapsed,
    periods.as_of_date
from periods
left join working_days
    on periods.period_type = working_days.period_type and periods.period_start = working_days.period_start
{{ join_period_texts('periods.period_type', 'periods.period_start') }}
