{{ parse_export('hubspot__deals', value_mappings=ref('value_mappings')) }}
