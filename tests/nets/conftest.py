"""Networks whose weights can be seen to matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from torch import nn


@pytest.fixture
def lively() -> Callable[[nn.Module], nn.Module]:
    """Gives a network in evaluation mode with signals of full strength to the end.

    Fresh weights are small; without the statistics that training gathers for normalisation, what
    enters a deep network would hardly change what leaves it.
    """
    from torch import nn

    def enliven(net: nn.Module) -> nn.Module:
        for module in net.modules():
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_in")
        return net.eval()

    return enliven
