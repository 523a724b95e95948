"""What Glue puts on the path of a Python shell script."""
