{{ parse_export('fxiaoke__visits') }}
