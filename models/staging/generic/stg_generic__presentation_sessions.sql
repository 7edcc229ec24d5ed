select
    session_id,
    started_at,
    presentation_id,
    lead_id,
    sender_id,
    completed_at,
    duration_seconds,
    page_views,
    video_views,
    video_watched_seconds,
    video_length_seconds,
    is_preview,
    _rejected_cells as unreadable_columns
from {{ ref('base_generic__presentation_sessions') }}
where _rejected_reason is null
