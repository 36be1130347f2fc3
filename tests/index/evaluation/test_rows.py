"""When a row is right, and what is counted."""

from index.evaluation.curve import decline_curve
from index.evaluation.rows import Place, tally
from index.evaluation.words import expected, fault
from tests.index.evaluation.rows import declined, found, row, run

NONE = {"guides": [], "kind": "unanswerable"}


def test_an_answer_from_an_accepted_guide_with_every_key_is_right() -> None:
    assert row().right
    assert fault(row()) == ""


def test_what_is_wrong_is_named() -> None:
    cases = {
        "引错文件": row(cited=found("other")),
        "缺少关键内容": row(missing_keys=("15%",)),
        "误拒": declined(),
        "多余的反问": row(outcome="clarify", cited=None),
        "该拒未拒": row(question=NONE),
        "数字无出处": row(unsupported=("16%",)),
        "处理方式不对": declined(question={**NONE, "outcome": "other_region"}),
    }
    assert {name: fault(case) for name, case in cases.items()} == {name: name for name in cases}
    assert not any(case.right for name, case in cases.items() if name != "数字无出处")


def test_the_right_guide_without_the_key_counts_for_the_looser_measure() -> None:
    found_it = row(missing_keys=("15%",))
    assert found_it.right_guide
    assert not found_it.right


def test_any_way_of_declining_is_right_unless_one_is_named() -> None:
    assert declined(question=NONE).right
    assert declined(question={**NONE, "outcome": "no_answer"}).right
    assert not declined(question={**NONE, "outcome": "out_of_scope"}).right


def test_asking_back_is_right_only_where_it_is_expected() -> None:
    asked = {"kind": "clarify", "guides": ["conditions"], "outcome": "clarify"}
    assert row(question=asked, outcome="clarify", cited=None).right
    assert not row(question=asked).right


def test_a_tally_counts_declines_of_either_sort_apart() -> None:
    counted = tally("all", [row("1"), declined("2"), declined("3", question=NONE), row("4", question=NONE)])
    assert (counted.right, counted.wrongly_declined, counted.declined) == (2, 0.5, 0.5)


def test_hit_at_1_is_a_share_of_the_questions_with_an_answer() -> None:
    first, second = Place(passage=1, guide=1), Place(passage=3, guide=1)
    names = ("lexical", "dense", "joined", "learned")
    one = row("1", places=dict.fromkeys(names, first))
    two = row(
        "2",
        places=dict.fromkeys(names, second) | {"learned": first, "dense": Place(passage=None, guide=None)},
    )
    counted = tally("all", [one, two, declined("3", question=NONE)])
    assert counted.hit_at_1 == {"lexical": 0.5, "dense": 0.5, "joined": 0.5, "learned": 1.0}
    assert counted.guide_at_1 == {"lexical": 1.0, "dense": 0.5, "joined": 1.0, "learned": 1.0}


def test_the_totals_hold_what_has_a_target() -> None:
    totals = run(row("1"), declined("2"), declined("3", question=NONE), row("4", unsupported=("3",))).totals()
    assert (totals.answerable, totals.answerable_right, totals.wrongly_declined) == (3, 2 / 3, 1 / 3)
    assert (totals.unanswerable_declined, totals.figures_unsupported, totals.p50) == (1.0, 1, 4.0)


def test_the_curve_trades_one_error_for_the_other() -> None:
    rows = [
        row("1", probability=0.9),
        row("2", probability=0.4),
        declined("3", question=NONE),
        row("4", question=NONE),
    ]
    curve = decline_curve(rows, 0.5)
    assert curve is not None
    assert (curve.operating.wrongly_declined, curve.operating.wrongly_answered) == (0.5, 0.5)
    assert (curve.measured.wrongly_declined, curve.measured.wrongly_answered) == (0.0, 0.5)
    falling = [point.wrongly_answered for point in curve.points]
    assert falling == sorted(falling, reverse=True)
    assert decline_curve(rows[:2], 0.5) is None


def test_what_was_expected_is_said_with_the_title() -> None:
    asked = row(question={"section": "条件", "key": ["15%"]})
    assert expected(asked, {"conditions": "认定条件"}) == "引用《认定条件》“条件”一节，答案里有“15%”"
    assert expected(declined(question=NONE), {}) == "说明不能回答"
