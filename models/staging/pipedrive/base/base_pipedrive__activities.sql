{{ parse_export('pipedrive__activities') }}
