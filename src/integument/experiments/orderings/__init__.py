"""One module for each ordering that small data should show, ``oN_…``."""
