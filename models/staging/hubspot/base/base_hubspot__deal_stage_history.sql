{{ parse_export('hubspot__deal_stage_history') }}
