{{ parse_export('zoho__meetings') }}
