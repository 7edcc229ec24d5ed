"""The demo company: a made-up B2B SaaS seller whose exports the project ships.

``python -m tools.demo`` writes the exports, the list of planted dirt and its expected
counts; the same code gives the same bytes on every machine.
"""
