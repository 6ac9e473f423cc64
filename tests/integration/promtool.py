"""Where promtool is: in the PATH, or where hack/install-dependencies puts it; else None."""

import shutil

from server import REPOSITORY

PROMTOOL = shutil.which("promtool") or shutil.which(REPOSITORY / ".cache" / "promtool")
