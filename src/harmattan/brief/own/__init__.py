"""A user's own stocks, fleet and warehouses."""
