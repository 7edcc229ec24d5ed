{{ parse_export('salesforce__opportunity', value_mappings=ref('value_mappings')) }}
