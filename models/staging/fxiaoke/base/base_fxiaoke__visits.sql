{{ parse_export('fxiaoke__visits', value_mappings=ref('value_mappings')) }}
