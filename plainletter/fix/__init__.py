"""From findings to a better letter: which wordings go in, what they must not change, and what is gained."""
