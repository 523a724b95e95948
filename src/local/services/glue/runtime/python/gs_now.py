"""Glue Studio's Add Current Timestamp; to import it adds the method to frames."""

from awsglue.studio import attach, now

attach("gs_now", now)
