"""The closed set of rule kinds. Each module turns the rules of its kind into matches in a letter."""
