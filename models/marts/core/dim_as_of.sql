with

latest as (
    select max(happened_at) as happened_at
    from (
        select created_at as happened_at from {{ ref('int_leads') }} where not is_deleted and not is_test
        union all
        -- some CRMs export a deal's close without its creation
        select coalesce(created_at, case when outcome <> 'open' then closed_at end)
        from {{ ref('int_deals') }}
        where not is_deleted and not is_test
        union all
        -- a planned activity has a planned date, which is not the data's
        select occurred_at from {{ ref('int_activities') }}
        where not is_deleted and not is_test and status is distinct from 'planned'
        {%- if var('imported_on') is not none %}
        union all
        -- a close or a step of a lead has happened where its day is not after the download; a later one is a plan
        select happened_at
        from (
            select closed_at as happened_at from {{ ref('int_deals') }}
            where outcome <> 'open' and not is_deleted and not is_test
            {%- for column in ['inquiry_at', 'qualified_at', 'disqualified_at', 'converted_at'] %}
            union all
            select {{ column }} from {{ ref('int_leads') }} where not is_deleted and not is_test
            {%- endfor %}
        ) as steps
        where {{ reporting_date('happened_at') }} <= cast('{{ var("imported_on") }}' as date)
        {%- endif %}
    ) as records
),

as_of as (
    select
        {% if var('as_of_date') is none -%}
        {{ reporting_date('happened_at') }} as as_of_date
        {%- else -%}
        cast('{{ var("as_of_date") }}' as date) as as_of_date
        {%- endif %}
    from latest
)

select
    as_of_date,
    -- the midnight, in the reporting time zone, that ends the as-of day
    {{ start_of_day(add_days('as_of_date', 1), "'" ~ var('reporting_time_zone') ~ "'") }} as ends_at
from as_of
