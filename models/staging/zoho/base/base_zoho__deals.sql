{{ parse_export('zoho__deals') }}
