{{ parse_export('salesforce__opportunity') }}
