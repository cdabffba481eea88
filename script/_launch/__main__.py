"""`python script/_launch COMMAND …`: the entry of every command in `script/`."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from _launch.cli import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
