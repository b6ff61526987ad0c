"""Words of a suggestion: their form, the article before them, their capitals and their quotes.

Nothing here needs a language model or any other package. Import from the modules: `inflect` makes and
lists word forms, `articles` chooses between "a" and "an", `casing` copies capitals and quote style.
"""
