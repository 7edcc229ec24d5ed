{%- set exports = [
    'users', 'accounts', 'leads', 'deals', 'deal_stage_history', 'activities', 'meetings', 'subscriptions',
    'survey_responses', 'brand_mentions', 'presentation_sessions',
] -%}
with

exports as (
{%- for export in exports %}
    select '{{ export }}' as export
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

-- what the files behind an export are worth; one that only completes others does not make an export present
files as (
    select
        exports.export,
        counts.raw_rows,
        counts.accepted_rows,
        counts.rejected_rows,
        counts.is_auxiliary,
        case
            when counts.raw_rows = 0 then 0
            when counts.rejected_rows >= 0.5 * counts.raw_rows then 3
            when counts.rejected_rows >= 0.1 * counts.raw_rows then 2
            else 1
        end as distrust
    from exports
    inner join {{ ref('int_export_counts') }} as counts
        on ';' || counts.feeds_exports || ';' like '%;' || exports.export || ';%'
),

summed as (
    select
        export,
        sum(case when is_auxiliary then 0 else raw_rows end) as raw_rows,
        sum(case when is_auxiliary then 0 else accepted_rows end) as accepted_rows,
        sum(case when is_auxiliary then 0 else rejected_rows end) as rejected_rows,
        max(distrust) as distrust
    from files
    group by export
)

select
    exports.export,
    cast(coalesce(summed.raw_rows, 0) as bigint) as raw_row_count,
    cast(coalesce(summed.accepted_rows, 0) as bigint) as accepted_row_count,
    cast(coalesce(summed.rejected_rows, 0) as bigint) as rejected_row_count,
    coalesce(summed.raw_rows, 0) > 0 as is_present,
    {{ safe_divide('summed.rejected_rows', 'summed.raw_rows') }} as rejected_rate,
    case
        when coalesce(summed.raw_rows, 0) = 0 or summed.distrust = 3 then 'untrusted'
        when summed.distrust = 2 then 'at_risk'
        else 'trusted'
    end as source_status
from exports
left join summed on exports.export = summed.export
