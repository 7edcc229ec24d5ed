"""What a change does to the marts: `python -m tools.review --previous FOLDER`, two publications compared.

docs/change_review.md explains the report.
"""
