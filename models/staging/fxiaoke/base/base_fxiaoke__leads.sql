{{ parse_export('fxiaoke__leads') }}
