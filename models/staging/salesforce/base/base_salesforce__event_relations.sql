{{ parse_export('salesforce__event_relation') }}
