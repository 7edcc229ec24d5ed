{{ parse_export('salesforce__task') }}
