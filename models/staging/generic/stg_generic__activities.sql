{{ parse_export('generic__activities') }}
