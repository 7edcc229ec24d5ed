{%- set dates = created_and_occurred() -%}
{%- set leads, deals = sound_records('leads'), sound_records('deals') -%}
with

{% if var('as_of_date') is not none -%}
latest as (
    select cast('{{ var("as_of_date") }}' as date) as happened_on
)
{%- else -%}
happened as (
    select
        {{ reporting_date('happened_at') }} as happened_on,
        1 as records
    from (
        {{ dates }}
    ) as dates
    {%- if var('imported_on') is not none %}
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
    where {{ reporting_date('happened_at') }} <= cast('{{ var("imported_on") }}' as date)
    {%- endif %}
),

{{ latest_sound_day() }}
{%- endif %}

select
    happened_on as as_of_date,
    -- the midnight, in the reporting time zone, that ends the as-of day
    {{ start_of_day(add_days('happened_on', 1), "'" ~ var('reporting_time_zone') ~ "'") }} as ends_at
from latest
