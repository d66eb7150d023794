"""Making the pictures: what to make (``recipe``), in processes of this machine (``local``) or on
the workers of a Dask scheduler (``cluster``).

Workers hand back finished files as bytes and write nothing themselves. So nobody needs a common
file system, one process alone owns the pack, and a person who is made twice does no harm.
"""
