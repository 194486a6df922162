"""Key judgements, one question a file."""
