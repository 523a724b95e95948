"""Operators of this project's DAGs."""
