"""Glue Studio's Explode Array Or Map Into Rows; to import it adds the method to frames."""

from awsglue.studio import attach, explode

attach("gs_explode", explode)
