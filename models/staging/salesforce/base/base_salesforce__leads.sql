{{ parse_export('salesforce__lead') }}
