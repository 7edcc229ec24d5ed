{{ parse_export('zoho__leads') }}
