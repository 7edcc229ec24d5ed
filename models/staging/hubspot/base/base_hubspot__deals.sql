{{ parse_export('hubspot__deals') }}
