{{ parse_export('hubspot__contacts') }}
