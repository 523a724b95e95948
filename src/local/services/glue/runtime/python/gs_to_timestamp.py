"""Glue Studio's To Timestamp; to import it adds the method to frames."""

from awsglue.studio import attach, to_timestamp

attach("gs_to_timestamp", to_timestamp)
