"""The report as one HTML page that needs nothing beside it: no script, no font, no network.

============  ==================================================================
`build`       the page, section by section
`tables`      what each table says
`charts`      which curves are drawn
`stress`      how far scores fall under alterations
`cases`       the worst and the best pictures
`lines`       a line chart as SVG
`markup`      tags, tables and the frame of the page
============  ==================================================================
"""

from integument.evaluate.page.build import build

__all__ = ["build"]
