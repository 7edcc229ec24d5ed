{{ parse_export('salesforce__user', time_zones=ref('time_zones')) }}
