"""The check as tools for assistants, in the model context protocol over standard input and output.

`server` says what there is and answers, `checks` is what runs in a process that can be ended, `places`
says which files may be read, `shapes` are the requests and answers with their schemas, `texts` puts an
answer into words.
"""
