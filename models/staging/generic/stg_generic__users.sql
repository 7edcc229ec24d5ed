{{ parse_export('generic__users', time_zones=ref('time_zones')) }}
