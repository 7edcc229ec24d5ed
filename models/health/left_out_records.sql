select
    export,
    left_out_reason,
    count(*) as record_count
from {{ ref('dim_left_out_records') }}
group by export, left_out_reason
