{{ parse_export('fxiaoke__sales_records') }}
