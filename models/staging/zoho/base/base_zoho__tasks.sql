{{ parse_export('zoho__tasks') }}
