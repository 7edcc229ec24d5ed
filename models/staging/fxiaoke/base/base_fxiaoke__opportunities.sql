{{ parse_export('fxiaoke__opportunities') }}
