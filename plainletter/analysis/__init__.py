"""Analysis: sentences, parses, syntax and counts of a block of text."""
