"""The digest: what changed, what is due and what comes first, for people who do not open the dashboard."""
