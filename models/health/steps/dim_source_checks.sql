{%- set exports = health_exports() -%}
with

exports as (
{%- for export, known in exports.items() %}
    select
        '{{ export }}' as export,
        {{ 'true' if known.record_on else 'false' }} as is_dated,
        {{ 'true' if export in ('leads', 'deals', 'activities') else 'false' }} as tells_as_of,
        {{ 'true' if export in ('deals', 'subscriptions') else 'false' }} as is_compared,
        {{ 'true' if export == 'subscriptions' and not is_last_day_with() else 'false' }} as has_first_days_without
    {{ 'union all' if not loop.last }}
{%- endfor %}
)

select
    exports.export,
    texts.check_id,
    texts.unit,
    texts.direction,
    -- a row of the export's own replaces the one for all
    cast(case when own.check_id is not null then own.warn else general.warn end as {{ type_double() }}) as warn,
    cast(case when own.check_id is not null then own.fail else general.fail end as {{ type_double() }}) as fail,
    coalesce(case when own.check_id is not null then own.is_critical else general.is_critical end, false) as is_critical,
    cast(coalesce(case when own.check_id is not null then own.min_sample else general.min_sample end, 0) as bigint) as min_sample,
    cast(coalesce(case when own.check_id is not null then own.lookback else general.lookback end, 0) as bigint) as lookback,
    cast(coalesce(case when own.check_id is not null then own.tolerance_days else general.tolerance_days end, 0) as bigint)
        as tolerance_days
from {{ ref('source_check_texts') }} as texts
cross join exports
left join {{ ref('source_checks') }} as own on texts.check_id = own.check_id and exports.export = own.export
left join {{ ref('source_checks') }} as general on texts.check_id = general.check_id and general.export = '*'
where
    coalesce(own.check_id, general.check_id) is not null
    and (exports.is_dated or texts.check_id not in ('freshness', 'volume'))
    and (exports.is_compared or texts.check_id <> 'consistency')
    and (exports.tells_as_of or texts.check_id <> 'stray_dates')
    and (exports.has_first_days_without or texts.check_id <> 'renewals_after_a_day')
