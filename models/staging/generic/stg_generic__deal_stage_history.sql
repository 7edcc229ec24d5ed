{{ parse_export('generic__deal_stage_history') }}
