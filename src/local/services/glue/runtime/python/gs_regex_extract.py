"""Glue Studio's Regex Extractor; to import it adds the method to frames."""

from awsglue.studio import attach, regex_extract

attach("gs_regex_extract", regex_extract)
