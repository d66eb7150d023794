"""One module for each published table or figure, ``eNN_…``, with its numbers as printed."""
