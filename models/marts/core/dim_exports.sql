with

counts as (
    select
        export,
        sum(raw_rows) as raw_rows,
        sum(accepted_rows) as accepted_rows,
        sum(rejected_rows) as rejected_rows
    from {{ ref('int_export_counts') }}
    group by export
)

select
    export,
    cast(raw_rows as bigint) as raw_row_count,
    cast(accepted_rows as bigint) as accepted_row_count,
    cast(rejected_rows as bigint) as rejected_row_count,
    raw_rows > 0 as is_present,
    cast({{ safe_divide('rejected_rows', 'raw_rows') }} as {{ type_double() }}) as rejected_rate,
    case
        when raw_rows = 0 then 'untrusted'
        when rejected_rows >= 0.5 * raw_rows then 'untrusted'
        when rejected_rows >= 0.1 * raw_rows then 'at_risk'
        else 'trusted'
    end as source_status
from counts
