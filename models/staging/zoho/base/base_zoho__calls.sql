{{ parse_export('zoho__calls') }}
