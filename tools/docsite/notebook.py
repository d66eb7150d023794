"""A notebook as a page."""

from __future__ import annotations

import json


def to_markdown(text: str) -> str:
    """The Markdown cells of a notebook as they are, its code in fences."""
    parts = []
    for cell in json.loads(text)["cells"]:
        source = "".join(cell["source"])
        parts.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
    return "\n\n".join(parts) + "\n"
