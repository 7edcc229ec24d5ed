{%- set dated_records = {
    'leads': ('fct_leads', reporting_date('created_at')),
    'deals': ('fct_deals', 'created_on'),
    'activities': ('fct_activities', 'occurred_on'),
    'meetings': ('fct_meetings', 'invited_on'),
    'subscriptions': ('fct_subscriptions', 'starts_on'),
    'survey_responses': ('fct_brand_namings', "case when named_in = 'survey' then named_on end"),
    'brand_mentions': ('fct_brand_namings', "case when named_in = 'post' then named_on end"),
    'presentation_sessions': ('fct_presentation_sessions', 'started_on'),
} -%}
with

record_days as (
    {%- for export, (model, day) in dated_records.items() %}
    select distinct
        '{{ export }}' as export,
        {{ day }} as record_on
    from {{ ref(model) }}
    where {{ day }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

gaps as (
    select
        export,
        record_on,
        {{ days_between('lag(record_on) over (partition by export order by record_on)', 'record_on') }} as gap_days
    from record_days
)

select
    export,
    min(record_on) as first_record_on,
    max(record_on) as last_record_on,
    count(*) as record_days,
    cast({{ percentile(0.5, 'gap_days') }} as {{ type_double() }}) as usual_gap_days
from gaps
group by export
