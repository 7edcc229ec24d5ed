{{ parse_export('zoho__users', time_zones=ref('time_zones')) }}
