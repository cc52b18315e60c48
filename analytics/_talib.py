"""TA-Lib for arrays alone.

``import talib`` also imports pandas where that is installed, to take its series too: 45 MB that nothing here needs.
"""

import sys

_absent = [name for name in ("pandas", "polars") if name not in sys.modules]
for _name in _absent:
    sys.modules[_name] = None  # type: ignore[assignment] # how Python itself marks a module that is not to be found
try:
    import talib
finally:
    for _name in _absent:
        del sys.modules[_name]

__all__ = ["talib"]
