"""Pictures of a belief: a map and charts as SVG, with numbers and intervals in them."""
