"""Glue's machine learning, which is not here."""
