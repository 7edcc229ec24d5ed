{%- set dates = created_and_occurred() -%}
{%- set leads, deals = sound_records('leads'), sound_records('deals') -%}
{%- set imported_on = "cast('" ~ variable('imported_on') ~ "' as date)" if variable('imported_on') else none -%}
with

happened as (
    select
        {{ reporting_date('happened_at') }} as happened_on,
        1 as records
    from (
        {{ dates }}
    ) as dates
    {%- if imported_on %}
    union all
    -- a close or a step of a lead has happened where its day is not after the download; a later one is a plan
    select
        {{ reporting_date('happened_at') }} as happened_on,
        0 as records
    from (
        select closed_at as happened_at from ({{ deals }}) as deals
        where outcome <> 'open'
        {%- for column in ['inquiry_at', 'qualified_at', 'disqualified_at', 'converted_at'] %}
        union all
        select {{ column }} from ({{ leads }}) as leads
        {%- endfor %}
    ) as steps
    where {{ reporting_date('happened_at') }} <= {{ imported_on }}
    {%- endif %}
),

{{ latest_sound_day() }},

told as (
    select
        {{ "cast('" ~ variable('as_of_date') ~ "' as date)" if variable('as_of_date') else 'happened_on' }} as as_of_date,
        evident_on
    from latest
)

select
    as_of_date,
    -- the midnight, in the reporting time zone, that ends the as-of day
    {{ start_of_day(add_days('as_of_date', 1), "'" ~ variable('reporting_time_zone') ~ "'") }} as ends_at,
    case
        {%- if imported_on %}
        when {{ imported_on }} < as_of_date and {{ imported_on }} <= {{ add_days('evident_on', 31) }} then {{ imported_on }}
        {%- endif %}
        -- no record for more than a month before it: what happened since has not been heard of
        when as_of_date > {{ add_days('evident_on', 31) }} then evident_on
        else as_of_date
    end as known_until
from told
