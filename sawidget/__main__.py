"""``python -m sawidget``: the command line where no script was installed."""

import sys

from sawidget.cli import main

sys.exit(main())
