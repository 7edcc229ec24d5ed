{{ parse_export('hubspot__calls') }}
