"""Audits of many letters: which ones, who checks them, where the results are kept, and what they say.

`work` checks one letter and keeps only figures of it; `engines` run that on one core, many or a Dask
cluster; `store` keeps the results in SQLite; everything else reads them from there.
"""
