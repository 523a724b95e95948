"""Glue Studio's Flatten; to import it adds the method to frames."""

from awsglue.studio import attach, flatten

attach("gs_flatten", flatten)
