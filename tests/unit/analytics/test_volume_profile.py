"""If these failed, the busiest price would be one at which little was traded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.volume_profile import BINS, VALUE_SHARE, VolumeProfile, nodes, value_area, volume_profile
from tests.unit.analytics.markets import SEEDS, Rows, odd, random_rows


def profile_of(rows: Rows, bins: int = BINS) -> VolumeProfile:
    found = volume_profile(rows.high, rows.low, rows.volume, bins=bins)
    assert found is not None
    return found


def naive(rows: Rows, edges: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
    """Each bar into each bin, by the part of its range that lies there."""
    held = [0.0] * (len(edges) - 1)
    for high, low, volume in zip(rows.high.tolist(), rows.low.tolist(), rows.volume.tolist(), strict=True):
        for k in range(len(held)):
            inside = min(high, edges[k + 1]) - max(low, edges[k])
            held[k] += volume * max(0.0, inside) / (high - low)
    return held


@given(SEEDS)
def test_volume_lies_where_the_definition_puts_it(seed: int) -> None:
    rows = random_rows(60, seed)
    found = profile_of(rows, bins=17)
    np.testing.assert_allclose(found.volume, naive(rows, found.edges), rtol=1e-9, atol=1e-9 * rows.volume.sum())


@given(SEEDS)
def test_no_volume_is_lost(seed: int) -> None:
    rows = random_rows(300, seed)
    found = profile_of(rows)
    assert found.volume.sum() == pytest.approx(rows.volume.sum(), rel=1e-12)
    assert found.share(found.edges[0], found.edges[-1]) == pytest.approx(1, rel=1e-12)
    assert (found.edges[0], found.edges[-1]) == (rows.low.min(), rows.high.max())


@given(SEEDS)
def test_the_value_area_holds_its_share_and_no_bin_too_many(seed: int) -> None:
    found = profile_of(random_rows(300, seed))
    middles = (found.edges[:-1] + found.edges[1:]) / 2
    assert found.volume[np.flatnonzero(middles == found.poc)[0]] == found.volume.max()
    assert found.value_low < found.poc < found.value_high
    held = (middles > found.value_low) & (middles < found.value_high)
    assert found.volume[held].sum() >= VALUE_SHARE * found.volume.sum() * (1 - 1e-12)
    inner = found.volume[held]
    assert inner.sum() - max(inner[0], inner[-1]) < VALUE_SHARE * found.volume.sum() or held.sum() == 1


def test_found_by_hand() -> None:
    found = volume_profile(np.array([10.0, 10.0, 4.0]), np.array([0.0, 5.0, 4.0]), np.array([10.0, 10.0, 3.0]), bins=10)
    assert found is not None
    assert found.volume.tolist() == pytest.approx([1, 1, 1, 1, 4, 3, 3, 3, 3, 3])
    assert found.poc == 4.5
    assert (found.value_low, found.value_high) == (4.0, 10.0)
    assert found.share(4.0, 4.5) == pytest.approx(2 / 23)


def test_one_price_on_an_edge_goes_to_the_bin_above_and_the_highest_to_the_last() -> None:
    found = volume_profile(np.array([10.0, 5.0, 10.0]), np.array([0.0, 5.0, 10.0]), np.array([10.0, 7.0, 3.0]), bins=2)
    assert found is not None
    assert found.volume.tolist() == pytest.approx([5.0, 15.0])


def test_of_equal_bins_the_nearest_to_the_middle_is_the_point_of_control() -> None:
    found = volume_profile(np.array([3.0]), np.array([0.0]), np.array([9.0]), bins=3)
    assert found is not None
    assert found.poc == 1.5


def test_the_value_area_grows_to_the_fuller_side() -> None:
    assert value_area(np.array([1.0, 5.0, 10.0, 2.0, 2.0]), 2) == (1, 2)
    assert value_area(np.array([1.0, 3.0, 10.0, 3.0, 3.0]), 2) == (2, 4)
    assert value_area(np.array([0.0, 0.0, 1.0]), 2) == (2, 2)


def test_two_humps_are_two_nodes_with_a_valley_between() -> None:
    humps = np.concatenate([np.exp(-(((np.arange(40) - 10) / 4) ** 2)), np.exp(-(((np.arange(40) - 25) / 4) ** 2))])
    peaks, valleys = nodes(humps)
    assert peaks == [10, 65]
    assert len(valleys) == 1
    assert 20 < valleys[0] < 60


def test_a_ripple_on_one_hump_is_no_second_node() -> None:
    hump = np.exp(-(((np.arange(60) - 30) / 12) ** 2))
    hump[26] *= 1.05
    peaks, valleys = nodes(hump)
    assert len(peaks) == 1
    assert valleys == []


@given(SEEDS)
def test_nodes_take_turns(seed: int) -> None:
    found = profile_of(random_rows(300, seed))
    assert len(found.low_nodes) == len(found.high_nodes) - 1
    for low, below, above in zip(found.low_nodes, found.high_nodes, found.high_nodes[1:], strict=False):
        assert below <= low <= above


@given(SEEDS, st.sampled_from([2.0**-20, 0.5, 1024.0]))
def test_the_unit_of_price_does_not_matter(seed: int, factor: float) -> None:
    rows = random_rows(200, seed)
    one, other = profile_of(rows), profile_of(rows.scaled(factor))
    np.testing.assert_allclose(one.volume, other.volume, rtol=1e-12)
    assert other.poc == pytest.approx(one.poc * factor, rel=1e-12)
    assert other.value_low == pytest.approx(one.value_low * factor, rel=1e-12)


@odd
def test_odd_bars_have_a_profile_or_none(rows: Rows) -> None:
    found = volume_profile(rows.high, rows.low, rows.volume)
    traded = np.nansum(rows.volume) if len(rows) else 0.0
    assert (found is None) == (traded == 0)
    if found is not None:
        assert np.isfinite(found.volume).all()
        assert found.volume.sum() == pytest.approx(traded)
        assert found.value_low <= found.poc <= found.value_high
        assert 0 <= found.share(found.poc * 0.99, found.poc * 1.01) <= 1 + 1e-12


def test_one_price_is_a_profile_of_one_bin() -> None:
    price = np.full(5, 7.0)
    found = volume_profile(price, price, np.ones(5))
    assert found is not None
    assert (found.poc, found.value_low, found.value_high, found.volume.tolist()) == (7.0, 7.0, 7.0, [5.0])
    assert (found.share(6, 8), found.share(8, 9)) == (1.0, 0.0)
