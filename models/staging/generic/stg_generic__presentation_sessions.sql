{{ parse_export('generic__presentation_sessions') }}
