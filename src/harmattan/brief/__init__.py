"""The brief: words, numbers with intervals and sources, charts and a map, in files that can be mailed."""
