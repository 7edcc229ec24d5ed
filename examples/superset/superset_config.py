"""Superset's settings for this example: one server on this machine, for one person, on the published marts."""

import json
import os
from pathlib import Path

HOME = Path(os.environ["SUPERSET_HOME"])

# made at set-up, kept out of git
SECRET_KEY = json.loads((HOME / "secrets.json").read_text(encoding="utf-8"))["secret_key"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{HOME / 'superset.db'}?check_same_thread=false"

# A new publication shows at the next look: no results are kept. Connections are not kept either, by Superset's default.
CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}

LANGUAGES = {"en": {"flag": "us", "name": "English"}, "zh": {"flag": "cn", "name": "简体中文"}}

# plain HTTP on the loopback interface, and nothing asked of other hosts
TALISMAN_ENABLED = False
FEATURE_FLAGS = {"HORIZONTAL_FILTER_BAR": True}
