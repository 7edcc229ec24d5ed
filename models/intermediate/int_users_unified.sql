{{ union_systems('users') }}
