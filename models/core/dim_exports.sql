{%- set exports = health_exports() -%}
{%- set checks = [
    'presence', 'freshness', 'volume', 'validity', 'unreadable_cells', 'uniqueness', 'completeness', 'references', 'consistency',
    'stray_dates', 'renewals_after_a_day',
] -%}
with

exports as (
{%- for export in exports %}
    select '{{ export }}' as export
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

-- a file that only completes others does not make an export present
summed as (
    select
        exports.export,
        sum(case when counts.is_auxiliary then 0 else counts.raw_rows end) as raw_rows,
        sum(case when counts.is_auxiliary then 0 else counts.accepted_rows end) as accepted_rows,
        sum(case when counts.is_auxiliary then 0 else counts.rejected_rows end) as rejected_rows
    from exports
    inner join {{ ref('int_export_counts') }} as counts
        on ';' || counts.feeds_exports || ';' like '%;' || exports.export || ';%'
    group by exports.export
),

-- what is wrong with one column leaves the others as good as they are
judged as (
    select
        export,
        max(case
            when status = 'critical' and column_name is null then 3
            when status in ('critical', 'warning') then 2
            else 1
        end) as distrust,
        {%- for check in checks %}
        max(case when check_id = '{{ check }}' and status in ('critical', 'warning') then ';{{ check }}' else '' end)
        {{- ' ||' if not loop.last }}
        {%- endfor %} as failed
    from {{ ref('fct_source_checks') }}
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
        when coalesce(summed.raw_rows, 0) = 0 or judged.distrust = 3 then 'untrusted'
        when judged.distrust = 2 then 'at_risk'
        else 'trusted'
    end as source_status,
    nullif(substr(judged.failed, 2), '') as failed_checks
from exports
left join summed on exports.export = summed.export
left join judged on exports.export = judged.export
