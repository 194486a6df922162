"""The other shapes of the same statements: one file for each format."""
