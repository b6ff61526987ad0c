"""Other tools on the same letters: how quick each is, and what each does."""
