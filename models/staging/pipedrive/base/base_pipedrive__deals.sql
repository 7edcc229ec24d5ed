{{ parse_export('pipedrive__deals') }}
