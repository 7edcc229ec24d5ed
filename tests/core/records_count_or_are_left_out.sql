{{ config(group='foundation') }}

-- No record is lost or doubled on the way from the unified exports to the facts: each is in its fact once, or is
-- counted in left_out_records.
{%- set facts = {
    'accounts': ['int_accounts', 'dim_accounts'],
    'leads': ['int_leads', 'fct_leads'],
    'deals': ['int_deals', 'fct_deals'],
    'activities': ['int_activities', 'fct_activities'],
    'meetings': ['int_meetings', 'fct_meetings'],
    'subscriptions': ['int_subscriptions', 'fct_subscriptions'],
    'presentation_sessions': ['int_presentation_sessions', 'fct_presentation_sessions'],
} %}

with

counted as (
    {%- for export, models in facts.items() %}
    select
        '{{ export }}' as export,
        (select count(*) from {{ ref(models[0]) }}) as records,
        (select count(*) from {{ ref(models[1]) }}) as facts
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

left_out as (
    select
        export,
        sum(record_count) as records
    from {{ ref('left_out_records') }}
    group by export
)

select
    counted.export,
    counted.records,
    counted.facts,
    coalesce(left_out.records, 0) as left_out
from counted
left join left_out on counted.export = left_out.export
where counted.records <> counted.facts + coalesce(left_out.records, 0)
