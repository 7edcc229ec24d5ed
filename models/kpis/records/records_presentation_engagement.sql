-- Sessions of presentations, previews and those under three seconds left out, by the day of their start.
select
    'presentation_sessions' as export,
    session_id as record_id,
    lead_id,
    cast(null as {{ dbt.type_string() }}) as customer_id,
    rep_id,
    team_id,
    started_on as counted_on,
    case when is_completed then 1 else 0 end as numerator,
    1 as denominator,
    1 as units,
    true as is_counted,
    false as is_unknown,
    case when is_completed then 'seen_to_end' else 'not_seen_to_end' end as reason,
    page_views as record_value,
    'count' as record_unit,
    page_views,
    video_views,
    video_watched_seconds,
    video_length_seconds
from {{ ref('fct_presentation_sessions') }}
where not is_ignored
