{{ parse_export('pipedrive__organizations') }}
