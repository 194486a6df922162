"""The nouns of the field: frozen, and checked when they are made."""
