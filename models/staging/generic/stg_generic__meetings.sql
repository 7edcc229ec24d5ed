{{ parse_export('generic__meetings') }}
