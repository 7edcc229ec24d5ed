"""The dashboard: one HTML file from the published marts, and the same page live on this machine.

`python -m tools.dashboard`; what it shows is in dashboard/, how to change it in docs/dashboard.md.
"""
