{{ parse_export('generic__brand_mentions') }}
