-- One row per export and reason for leaving whole records out of every KPI.
select export, left_out_reason, record_count
from left_out_records
order by export, left_out_reason
