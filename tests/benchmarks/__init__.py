"""Measurements on labelled data; run by hand, not by pytest."""
