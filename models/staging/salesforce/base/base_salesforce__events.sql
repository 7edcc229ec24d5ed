{{ parse_export('salesforce__event') }}
