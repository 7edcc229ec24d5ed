{{ parse_export('generic__subscriptions') }}
