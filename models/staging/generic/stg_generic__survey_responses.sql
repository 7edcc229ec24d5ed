{{ parse_export('generic__survey_responses') }}
