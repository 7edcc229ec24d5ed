{# The dates that set the as-of date: when leads and deals were created and activities happened that are neither deleted nor test. #}
{% macro created_and_occurred() -%}
    select 'leads' as export, lead_id as record_id, created_at as happened_at from {{ ref('int_leads') }}
    where not is_deleted and not is_test
    union all
    -- some CRMs export a deal's close without its creation
    select 'deals', deal_id, coalesce(created_at, case when outcome <> 'open' then closed_at end) from {{ ref('int_deals') }}
    where not is_deleted and not is_test
    union all
    -- a planned activity has a planned date, which is not the data's
    select 'activities', activity_id, occurred_at from {{ ref('int_activities') }}
    where not is_deleted and not is_test and status is distinct from 'planned'
{%- endmacro %}
