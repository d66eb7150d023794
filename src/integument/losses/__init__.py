"""Loss functions: pure functions of tensors, blind to data sets and files.

=====================  ==============================================================
masked                 cross-entropy and Dice of what is known: the default recipe
mutual_guidance        the semi-supervised sum; with crf and containment below it
crf                    dense-CRF regulariser: exact, pooled, window or bilateral grid
containment            skin lies within the body
inverse_frequency      both classes weigh the same: the generator paper
deep_supervision       U²-Net, in both published forms
levels                 label refinement networks
hairnet                segmentation, hair colour and attributes, each where known
fda, pixmatch, domain  pictures of another domain, of which nothing is known
gradient_consistency   edges of masks along edges of pictures
gradient_norms         how hard each term pulls
=====================  ==============================================================

All take logits and return a scalar in float32, unless they say otherwise. Values that no source
states are named settings, with the reason beside them.
"""
