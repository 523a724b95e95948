"""Runs a Glue Spark script as Glue's own driver would, on a JVM of its own on this machine."""
