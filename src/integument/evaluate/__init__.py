"""Scores every segmenter the same way: our networks, classical rules, other people's models.

From a picture to a number
--------------------------
===============  =============================================================
`scoring`        a segmenter, packs, labels → a report; the door for segmenters
`several`        the same for several segmenters at once
`foreign`        segmenters from other people's modules (``module:attribute``)
`store`          predictions are made once and kept, by `fingerprint`
`stress`         altered pictures, by `alterations`
===============  =============================================================

Metrics, pure functions
-----------------------
===============  =============================================================
`metrics`        counts of pixels → IoU, precision, recall, F1, accuracy
`levels`         pixels by probability: the counts at every threshold
`curves`         IoU, precision and recall by threshold
`reliability`    whether probabilities mean what they say
`contours`       Hausdorff, HD95, mean distance, boundary IoU
`soft`           mean absolute error and bitwise IoU of grey values
`classes`        mIoU, mAcc and pixel accuracy over several classes
`attributes`     accuracy, precision, recall, F1 of attributes of a picture
`ranking`        IoU Top-1 rate
`tone_table`     scores by skin tone
`statistics`     bootstrap intervals, paired tests, correction for many
===============  =============================================================

What is found
-------------
===============  =============================================================
`report`         one segmenter: rows, means, plain data
`compare`        several segmenters, picture by picture
`matrix`         several segmenters against several packs, as a table
`evaluation`     all of it in one object
`page`           … as an HTML page
`output`         … as files
===============  =============================================================
"""
