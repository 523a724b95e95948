"""What the DAGs share: where things are, what happens on failure, the replication of the source."""
