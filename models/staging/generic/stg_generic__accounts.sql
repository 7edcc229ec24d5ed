{{ parse_export('generic__accounts') }}
