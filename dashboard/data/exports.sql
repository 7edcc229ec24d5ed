-- One row per export: rows read, used and rejected.
select
    exports.export,
    exports.is_present,
    exports.raw_row_count,
    exports.accepted_row_count,
    exports.rejected_row_count,
    exports.source_status,
    exports.failed_checks
from dim_exports as exports
order by exports.export
