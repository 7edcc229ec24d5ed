{{ parse_export('hubspot__tasks') }}
