"""Photographs in and out: any file to upright sRGB pixels, and pixels to whole files.

===========  ==============================================================================
`load`       path, bytes, file object, PIL image or array → :class:`Photo`, within limits
`decode`     the bytes of one file → pixels, alpha, profile, orientation
`deep_tiff`  the TIFFs that Pillow cannot read
`pixels`     every kind of stored value (16-bit, float, palette, CMYK, …) → uint8 RGB
`colour`     ICC profiles: to sRGB, and back
`png`        the PNG files of pictures and masks
`save`       pictures written atomically
`find`       the pictures in a folder
===========  ==============================================================================
"""

from integument.photo.find import find_pictures
from integument.photo.load import DEFAULT_LIMITS, Limits, Photo, Source, load_photo
from integument.photo.png import encode_mask
from integument.photo.save import encode_picture, save_picture

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "Photo",
    "Source",
    "encode_mask",
    "encode_picture",
    "find_pictures",
    "load_photo",
    "save_picture",
]
