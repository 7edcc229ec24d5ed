{{ parse_export('generic__orders') }}
