{#
    CTEs that find the as-of day, given a CTE `happened` (happened_on; records: 1 for a date that may be it, 0 for one that has
    happened by then; several rows a day will do). They end in `latest`: one row with `happened_on`, NULL without any date.
    Of 100 dates or more the last ones are slips where they are more than 31 days after all others and are one in a
    thousand at most, or a single one. `evident_on` is the last day that is no such slip
    however few dates there are.
#}
{% macro latest_sound_day() -%}
days as (
    select
        happened_on,
        sum(records) as records,
        min(records) as fewest
    from happened
    group by happened_on
    -- a filter before it would make engines read each date twice
    having count(happened_on) > 0
),

numbered as (
    select
        happened_on,
        sum(records) over (order by happened_on desc rows between unbounded preceding and current row) as records_from,
        min(fewest) over (order by happened_on desc rows between unbounded preceding and current row) as fewest_from,
        sum(records) over () as all_records,
        {{ days_between('lag(happened_on) over (order by happened_on)', 'happened_on') }} as gap_days
    from days
),

strays as (
    select
        min(case when all_records >= 100 then happened_on end) as first_on,
        min(happened_on) as doubtful_on
    from numbered
    where gap_days > 31 and fewest_from > 0 and (records_from = 1 or records_from * 1000 <= all_records)
),

latest as (
    select
        max(case when strays.first_on is null or days.happened_on < strays.first_on then days.happened_on end) as happened_on,
        max(
            case when strays.doubtful_on is null or days.happened_on < strays.doubtful_on then days.happened_on end
        ) as evident_on
    from strays
    left join days on 1 = 1
)
{%- endmacro %}
