"""The shop whose database fills the raw layer: who buys, what is sold, and how its exports go wrong."""
