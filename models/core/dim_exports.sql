{%- set checks = [
    'presence', 'freshness', 'volume', 'validity', 'unreadable_cells', 'uniqueness', 'completeness', 'references', 'consistency',
    'stray_dates', 'renewals_after_a_day', 'missing_parts',
] -%}
with

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
    exports.raw_rows as raw_row_count,
    exports.accepted_rows as accepted_row_count,
    exports.rejected_rows as rejected_row_count,
    exports.is_present,
    {{ safe_divide('exports.rejected_rows', 'exports.raw_rows') }} as rejected_rate,
    case
        when not exports.is_present or judged.distrust = 3 then 'untrusted'
        when judged.distrust = 2 then 'at_risk'
        else 'trusted'
    end as source_status,
    nullif(substr(judged.failed, 2), '') as failed_checks
from {{ ref('int_export_rows') }} as exports
left join judged on exports.export = judged.export
