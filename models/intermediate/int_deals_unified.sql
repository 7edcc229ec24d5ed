{{ union_systems('deals') }}
