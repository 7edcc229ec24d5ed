select
    record_type,
    matched_by,
    system_name,
    record_id,
    matched_system_name,
    matched_record_id
from {{ ref('int_system_matches') }}
