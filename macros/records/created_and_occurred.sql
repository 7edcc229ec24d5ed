{#
    The dates that set the as-of date: when leads and deals were created and activities happened that are neither deleted nor
    test. They are read as the systems have them, so that whatever depends on the as-of date waits for nothing else.
#}
{% macro created_and_occurred() -%}
    select 'leads' as export, records.lead_id as record_id, records.created_at as happened_at
    from ({{ sales_kpis.sound_records('leads') }}) as records
    union all
    -- some CRMs export a deal's close without its creation
    select 'deals', records.deal_id, coalesce(records.created_at, case when records.outcome <> 'open' then records.closed_at end)
    from ({{ sales_kpis.sound_records('deals') }}) as records
    union all
    -- a planned activity has a planned date, which is not the data's
    select 'activities', records.activity_id, records.occurred_at
    from (
        {{ union_systems('activities') }}
    ) as records
    where
        not coalesce(records.is_deleted, false)
        -- by id, because an export without rules is then not read for this at all
        and records.activity_id not in (
            select records.activity_id
            from (
                {{ union_systems('activities') }}
            ) as records
            inner join {{ ref('test_record_rules') }} as rules on {{ meets_test_rule('activities') }}
        )
        and {{ sales_kpis.differs_from('records.status', "'planned'") }}
{%- endmacro %}
