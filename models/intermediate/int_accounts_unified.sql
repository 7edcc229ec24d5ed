{{ union_systems('accounts') }}
