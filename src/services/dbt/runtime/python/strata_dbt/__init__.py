"""The resident dbt process of a workspace: imports dbt once, and runs each invocation in a process of its own."""
