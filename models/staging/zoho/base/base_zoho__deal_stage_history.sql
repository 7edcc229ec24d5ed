{{ parse_export('zoho__deal_stage_history') }}
