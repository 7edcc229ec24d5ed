"""The same KPIs from the same exports, written with other programs; they share nothing with the models."""
