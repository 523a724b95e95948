"""Glue Studio's Format Timestamp; to import it adds the method to frames."""

from awsglue.studio import attach, format_timestamp

attach("gs_format_timestamp", format_timestamp)
