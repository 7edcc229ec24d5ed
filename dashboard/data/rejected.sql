-- One row per export, reason and column that staging could not use, without the raw text.
select
    export,
    reason,
    coalesce(column_name, '') as column_name,
    is_row_rejected,
    count(*) as cell_count
from rejected_records
group by all
order by export, reason, column_name, is_row_rejected
