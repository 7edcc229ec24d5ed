{{ parse_export('fxiaoke__users', time_zones=ref('time_zones')) }}
