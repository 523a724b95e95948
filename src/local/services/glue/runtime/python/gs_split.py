"""Glue Studio's Split String; to import it adds the method to frames."""

from awsglue.studio import attach, split

attach("gs_split", split)
