"""What Glue Studio's own modules of transforms share; here they need nothing of it."""
