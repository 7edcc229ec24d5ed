-- One row per export: rows read, used and rejected.
select
    exports.export,
    exports.is_present,
    exports.raw_row_count,
    exports.accepted_row_count,
    exports.rejected_row_count,
    exports.source_status,
    exports.failed_checks,
    cadence.last_record_on
from dim_exports as exports
left join dim_export_cadence as cadence on exports.export = cadence.export
order by exports.export
