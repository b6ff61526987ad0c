"""Rule packs: where they are, what may stand in them, and how they become a ruleset."""
