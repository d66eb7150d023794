"""Many jobs at once: in processes of this machine (``local``), or on the workers of a Dask
scheduler (``cluster``).

A function takes one job and gives one result; both travel, and results come in any order. Workers
hand back what they made and write nothing themselves. So nobody needs a common file system, one
process alone owns the results, and a job that is done twice does no harm.
"""
