"""What each part of the default network is worth, one module for each comparison, ``aN_…``."""
