with

exports as (
{%- for export in health_exports() %}
    select '{{ export }}' as export
    {{ 'union all' if not loop.last }}
{%- endfor %}
),

-- a file that only completes others does not make an export present
summed as (
    select
        exports.export,
        {%- for rows in ['raw_rows', 'accepted_rows', 'rejected_rows'] %}
        cast(coalesce(sum(case when not counts.is_auxiliary then counts.{{ rows }} end), 0) as bigint) as {{ rows }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from exports
    left join {{ ref('int_export_counts') }} as counts
        on {{ is_listed('exports.export', 'counts.feeds_exports') }}
    group by exports.export
)

select
    export,
    raw_rows,
    accepted_rows,
    rejected_rows,
    raw_rows > 0 as is_present
from summed
