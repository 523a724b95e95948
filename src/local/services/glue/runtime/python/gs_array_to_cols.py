"""Glue Studio's Array To Columns; to import it adds the method to frames."""

from awsglue.studio import attach, array_to_cols

attach("gs_array_to_cols", array_to_cols)
