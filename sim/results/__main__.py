"""``python -m sim.results > docs/results.md``: write the data dictionary's page."""

import sys

from sim.results.dictionary import page

sys.stdout.write(page())
