{{ parse_export('zoho__accounts') }}
