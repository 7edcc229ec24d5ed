with

{{ flagged_records('presentation_sessions') }}

select
    records.session_id,
    {{ survivor_of('lead') }} as lead_id,
    records.sender_id,
    records.presentation_id,
    records.started_at,
    records.completed_at,
    records.duration_seconds,
    records.page_views,
    records.video_views,
    records.video_watched_seconds,
    records.video_length_seconds,
    coalesce(records.is_preview, false) as is_preview,
    records.unreadable_columns,
    case
        when records.is_test then 'test'
        when {{ hangs_on_test_record(['leads']) }} then 'of_test_record'
    end as left_out_reason
from presentation_sessions as records
{{ join_references(['leads']) }}
