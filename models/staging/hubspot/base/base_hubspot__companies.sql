{{ parse_export('hubspot__companies') }}
