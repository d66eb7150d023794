"""Classification networks without their classifiers: what others build on.

Each is laid out and named as in torchvision, so that its published ImageNet weights load by name
(:mod:`integument.nets.backbones.weights`).
"""
