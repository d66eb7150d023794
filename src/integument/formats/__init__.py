"""Masks in the formats of editors and labelling tools.

===============  ===================================================  =========================
`png`            one mask a label, 0 or 255                           ``photo_skin.png``
`alpha16`        soft coverage a label, 16 bits                       ``photo_skin_alpha.png``
`tiff-layers`    the photograph, and a layer with alpha a label       ``photo_layers.tif``
`coco`           COCO JSON with compressed run lengths                ``photo_coco.json``
`labelme`        LabelMe JSON with polygons                           ``photo_labelme.json``
`yolo`           a line of polygon a part, numbers of classes first   ``photo.txt``
===============  ===================================================  =========================
"""

from integument.formats.names import FORMATS, format_paths, parse_formats
from integument.formats.write import contents

__all__ = ["FORMATS", "contents", "format_paths", "parse_formats"]
