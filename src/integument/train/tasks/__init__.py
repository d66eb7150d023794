"""What the recipes learn beyond plain segmentation, one task a file; see :mod:`..task`."""
