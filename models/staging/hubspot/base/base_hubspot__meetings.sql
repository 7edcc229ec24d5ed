{{ parse_export('hubspot__meetings') }}
