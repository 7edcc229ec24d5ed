{{ parse_export('salesforce__contact') }}
