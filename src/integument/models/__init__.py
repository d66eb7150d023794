"""The models that exist, where their files are, and how a missing one is fetched."""
