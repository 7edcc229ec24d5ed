{{ parse_export('zoho__contacts') }}
