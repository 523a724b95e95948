"""Glue Studio's Concatenate Columns; to import it adds the method to frames."""

from awsglue.studio import attach, concat

attach("gs_concat", concat)
