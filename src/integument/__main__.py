"""``python -m integument``: the same as the ``integument`` command."""

import sys

from integument.cli import main

sys.exit(main())
