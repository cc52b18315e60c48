"""If this failed, every start would pay for pandas wherever it happens to be installed."""

import subprocess
import sys


def test_talib_comes_without_pandas_which_can_still_be_imported_after_it() -> None:
    script = """
import sys
from analytics._talib import talib
assert talib.RSI and "pandas" not in sys.modules and "polars" not in sys.modules
import pandas
assert pandas.Series([1.0]).sum() == 1.0
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)  # noqa: S603 - the script above


def test_it_leaves_pandas_alone_where_that_was_imported_first() -> None:
    script = """
import pandas, sys
from analytics._talib import talib
assert sys.modules["pandas"] is pandas
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)  # noqa: S603 - the script above
