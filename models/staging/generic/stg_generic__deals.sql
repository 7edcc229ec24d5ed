{{ parse_export('generic__deals') }}
