"""Training: one loop, one file a recipe.

``integument train integument --data PACK…`` runs :mod:`integument.train.loop` with the settings
of :mod:`integument.train.recipes.integument`. Importing this package does not import torch.
"""
