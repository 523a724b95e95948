"""Glue Studio's Pivot Rows Into Columns; to import it adds the method to frames."""

from awsglue.studio import attach, pivot

attach("gs_pivot", pivot)
