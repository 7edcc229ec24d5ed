{{ parse_export('fxiaoke__accounts') }}
