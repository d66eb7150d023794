"""What is made of the code when the documentation is built: ``mkdocs build --strict``.

===============  ==========================================================================
`commands`       argument parsers → one page a command
`reference`      the modules of each room → one page a room
`docstrings`     this project's docstrings → Markdown
`notebook`       a notebook → Markdown
`repository`     links between files of the repository → links between pages
===============  ==========================================================================

``tools/mkdocs_hooks.py`` calls all of it.
"""
