import pytest

from integument import labels
from integument.errors import ExitCode, UsageError, unknown


def test_names_follow_the_order_of_the_labels():
    assert labels.NAMES == ("skin", "face_skin", "hair", "body", "head_torso", "clothes")


def test_every_label_is_defined_and_has_its_own_colour():
    for label in labels.LABELS:
        assert label.meaning and label.includes and label.excludes
        assert all(0 <= value <= 255 for value in label.colour)
    assert len({label.colour for label in labels.LABELS}) == len(labels.LABELS)


def test_containment_is_transitive_and_has_no_circles():
    for label in labels.LABELS:
        assert label.name not in label.within
        for outer in label.within:
            assert set(labels.get(outer).within) <= set(label.within)


def test_everything_lies_within_body():
    assert all("body" in label.within for label in labels.LABELS if label.name != "body")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, labels.NAMES),
        ("skin", ("skin",)),
        (" hair , skin,hair", ("hair", "skin")),
        (["body"], ("body",)),
    ],
)
def test_parse(given, expected):
    assert labels.parse(given) == expected


@pytest.mark.parametrize("given", ["", ",", []])
def test_parse_refuses_nothing(given):
    with pytest.raises(UsageError, match="no label given"):
        labels.parse(given)


def test_a_typing_error_is_met_with_what_was_meant():
    with pytest.raises(UsageError, match="unknown label 'skn': did you mean 'skin'"):
        labels.parse("hair,skn")


def test_unknown_without_a_near_name_lists_what_there_is():
    error = unknown("device", "toaster", ["cpu", "cuda"])
    assert str(error) == "unknown device 'toaster': Known: cpu, cuda"
    assert error.exit_code is ExitCode.USAGE
