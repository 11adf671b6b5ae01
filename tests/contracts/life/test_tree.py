"""The tree of a day: agreement, main users, those whom they authorised, and who was given beside them."""

from datetime import date, timedelta

from contracts.enums import AuthorisationState
from contracts.life.standing import Shown
from contracts.life.tree import Branch, Holding, Node, grow
from tests.contracts.life.trees import DAY, EVA, KADRI, OLEG, agreement, main_user, user


def one_branch(*holdings: Holding, day: date = DAY, past: bool = False) -> Branch:
    (branch,) = grow(holdings, day, DAY, past=past)
    return branch


def numbers(nodes: tuple[Node, ...]) -> list[str]:
    return [node.holding.number for node in nodes]


def test_users_stand_under_the_main_user_who_authorised_them() -> None:
    branch = one_branch(agreement(), user(4, EVA), main_user(2, KADRI), user(3, OLEG, granted_under=2))
    assert numbers(branch.agreements) == ["D-1"]
    assert numbers(branch.main) == ["D-2"] and numbers(branch.main[0].under) == ["D-3"]
    assert numbers(branch.beside) == ["D-4"]
    assert branch.opens


def test_portals_stand_apart_in_the_order_of_their_names() -> None:
    other = agreement(9, portal=2, portal_name="e-Keskkonnaamet")
    assert [branch.name for branch in grow([agreement(), other], DAY, DAY)] == ["KOTKAS", "e-Keskkonnaamet"]


def test_what_is_over_is_shown_only_where_the_past_is_asked_for() -> None:
    gone = main_user(2, KADRI, last_day=DAY - timedelta(days=1), end_reason="withdrawn", state="ended")
    assert one_branch(agreement(), gone).main == ()
    (node,) = one_branch(agreement(), gone, past=True).main
    assert node.shown == Shown.WITHDRAWN and node.badge == "muted" and not node.stands


def test_yesterday_it_still_stood() -> None:
    gone = main_user(2, KADRI, last_day=DAY - timedelta(days=1), end_reason="withdrawn", state="ended")
    yesterday = one_branch(agreement(), gone, day=DAY - timedelta(days=1))
    assert yesterday.main[0].stands and yesterday.main[0].shown == Shown.ENDING


def test_what_was_accepted_later_is_not_in_the_tree_of_a_day_before() -> None:
    new = main_user(2, KADRI, accepted_on=DAY)
    assert one_branch(agreement(), new, day=DAY - timedelta(days=1)).main == ()
    assert numbers(one_branch(agreement(), new).main) == ["D-2"]


def test_a_child_of_what_has_ended_is_still_seen() -> None:
    gone = main_user(2, KADRI, last_day=DAY - timedelta(days=1), end_reason="expired", state="ended")
    branch = one_branch(agreement(), gone, user(3, OLEG, granted_under=2))
    assert numbers(branch.beside) == ["D-3"]


def test_one_of_two_persons_may_have_gone() -> None:
    both = main_user(2, KADRI, EVA, ends={EVA: DAY - timedelta(days=1)})
    (node,) = one_branch(agreement(), both).main
    assert [line.person.name for line in node.lines] == ["Kadri Lepp"]
    (node,) = one_branch(agreement(), both, past=True).main
    assert [line.shown for line in node.lines] == [Shown.VALID, Shown.WITHDRAWN] and node.differ


def test_states_of_a_day_are_told_by_their_words() -> None:
    expiring = main_user(2, KADRI, valid_from=DAY, valid_until=DAY + timedelta(days=30))
    later = main_user(3, OLEG, valid_from=DAY + timedelta(days=1))
    waits = main_user(4, EVA, state=AuthorisationState.ACCEPTED)
    nodes = one_branch(agreement(), expiring, later, waits).main
    assert [node.shown for node in nodes] == [Shown.EXPIRING, Shown.LATER, Shown.SIGNED]
    assert [node.stands for node in nodes] == [True, False, True]
