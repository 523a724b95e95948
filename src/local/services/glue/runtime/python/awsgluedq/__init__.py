"""Glue Data Quality for scripts: rules in DQDL, evaluated by Spark."""
