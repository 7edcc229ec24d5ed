{{ config(group='foundation') }}

-- No row is lost or made up between the files and staging, and rejected_records lists what was counted.
with

listed as (

    select
        system_name,
        lower(replace(export, '_', '')) as export,
        count(*) filter (where is_row_rejected) as rejected_rows,
        count(*) filter (where not is_row_rejected) as rejected_cells
    from {{ ref('rejected_records') }}
    group by system_name, lower(replace(export, '_', ''))

)

select
    counted.system_name,
    counted.export,
    counted.raw_rows,
    counted.accepted_rows,
    counted.rejected_rows,
    counted.rejected_cells
from {{ ref('int_export_counts') }} as counted
left join listed
    on counted.system_name = listed.system_name and lower(replace(counted.export, '_', '')) = listed.export
where
    counted.raw_rows <> counted.accepted_rows + counted.rejected_rows
    or counted.rejected_rows <> coalesce(listed.rejected_rows, 0)
    or counted.rejected_cells <> coalesce(listed.rejected_cells, 0)
