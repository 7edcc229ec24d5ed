{{ parse_export('pipedrive__leads') }}
