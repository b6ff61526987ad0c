"""The language server: what a check finds, in editors, over standard input and output.

All modules but `desk`, `stdio` and `service` are functions of their arguments. Nothing of a letter is kept
or logged.
"""
