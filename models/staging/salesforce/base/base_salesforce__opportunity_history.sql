{{ parse_export('salesforce__opportunity_history') }}
