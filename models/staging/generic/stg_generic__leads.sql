{{ parse_export('generic__leads') }}
