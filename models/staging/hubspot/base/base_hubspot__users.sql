{{ parse_export('hubspot__users', time_zones=ref('time_zones')) }}
