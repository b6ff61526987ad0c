"""Products of matrices, which are half of a parse, by numpy.

spaCy has them made by blis, whose wheels know no newer processors: numpy's own library is three times as
quick at it (a parse as a whole 1.7 times). The parses are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from thinc.api import Ops

_FEWEST_ROWS = 8
"""Rows from which a row's product does not hang on how many others there are. For fewer of them numpy's
library takes other ways, which differ in the last bit."""


@contextmanager
def quick_products() -> Iterator[None]:
    """A model that is loaded meanwhile multiplies with numpy; others are left as they are."""
    from thinc.api import get_current_ops, set_current_ops

    before = get_current_ops()
    set_current_ops(_quick_ops())
    try:
        yield
    finally:
        set_current_ops(before)


def _quick_ops() -> Ops:
    import numpy
    from thinc.api import NumpyOps
    from threadpoolctl import ThreadpoolController

    pools, turn = ThreadpoolController(), Lock()

    class QuickOps(NumpyOps):  # type: ignore[misc]
        """thinc's operations, with the product of two matrices made by numpy."""

        def gemm(
            self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False
        ) -> Any:
            """The product of two matrices, each turned over first where that is asked for."""
            left = x.T if trans1 else x
            right = y.T if trans2 else y
            rows = len(left)
            if 0 < rows < _FEWEST_ROWS:
                padded = numpy.zeros((_FEWEST_ROWS, left.shape[1]), dtype=left.dtype)
                padded[:rows] = left
                left = padded
            # One thread: these matrices are small, and threads that wait for each other on a busy machine
            # take many times longer. The lock is there since the limit is the whole process's.
            with turn, pools.limit(limits=1, user_api="blas"):
                product = (left @ right)[:rows]
            if out is None:
                return product
            out[:] = product
            return out

    return QuickOps()
