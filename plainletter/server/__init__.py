"""The service on this machine: HTTP, LanguageTool's protocol and the web page, all mapping onto one check.

`app` wires the routes, `guard` keeps strangers out, `pool` runs checks in processes that can be ended,
`jobs` is what runs there, `languagetool` maps its wire format.
"""
