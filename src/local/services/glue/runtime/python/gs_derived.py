"""Glue Studio's Derived Column; to import it adds the method to frames."""

from awsglue.studio import attach, derived

attach("gs_derived", derived)
