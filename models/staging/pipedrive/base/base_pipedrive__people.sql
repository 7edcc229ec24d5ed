{{ parse_export('pipedrive__people') }}
