{{ parse_export('salesforce__account') }}
