{{ parse_export('fxiaoke__opportunities', value_mappings=ref('value_mappings')) }}
