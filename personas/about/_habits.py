"""What cards of habits tell: each habit beside chance, the trades that show it, and a question on one of them."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from personas.about._school import lesson_titles
from personas.buttons import Actions
from personas.card import Action
from personas.escaping import escape
from personas.format import (
    cash,
    chosen,
    counted,
    day_month,
    duration,
    figure,
    gain,
    listed,
    price,
    quantity,
    share,
    signed_atrs,
    times,
)
from personas.phrasing import base, marked
from services.core.units import Figure
from services.education.habit_facts import (
    AnyHabit,
    Chasing,
    HabitsAnswer,
    HeldLonger,
    NoStop,
    OwnQuestion,
    OwnReply,
    OwnReplyAnswer,
    SizeAfterLoss,
)
from services.education.lesson import Habit
from services.education.own import Own
from services.portfolio.trades import TradeFacts

CALLED: Final[Mapping[Habit, str]] = {
    "no stop": "A stop never set",
    "losers held longer": "Losers held longer",
    "size after a loss": "Larger after a loss",
    "chasing": "Chasing",
}


def habits_found(answer: HabitsAnswer) -> Markup:
    """``2 habits in 34 trades``; ``no habit in 34 trades``; ``4 of the 10 closed trades that are needed``"""
    if answer.count < answer.least:
        return Markup("{} of the {} that are needed").format(answer.count, counted(answer.least, "closed trade"))
    habits = counted(answer.found, "habit") if answer.found else marked("no habit")
    return Markup("{} in {}").format(habits, counted(answer.count, "trade"))


def habit_called(habit: AnyHabit) -> Markup:
    """``**Chasing**, a habit``; ``**Chasing**, not shown``"""
    return Markup("**{}**, {}").format(CALLED[habit.habit], "a habit" if habit.found else "not a habit")


def habit_told(habit: AnyHabit) -> Markup:
    """What was measured, and what of it chance would show; where nothing could be measured, that alone."""
    alone = isinstance(habit, NoStop) or habit.measured is None or habit.usual is None
    return _measured(habit) if alone else Markup(" ").join((_measured(habit), _beside_chance(habit)))


def _measured(habit: AnyHabit) -> Markup:
    seen, of = habit.seen, habit.looked_at
    match habit:
        case NoStop():
            return Markup("{} of {} had no stop, from the first order to the last.").format(seen, counted(of, "trade"))
        case HeldLonger(measured=float(lost), usual=float(won)):
            told = "A typical loser was held {}, a typical winner {}; {} of {} outlasted that."
            return marked(told).format(duration(lost), duration(won), seen, counted(of, "loser"))
        case SizeAfterLoss(measured=float(after), usual=float(other)):
            told = "After a loss a typical trade was {} the one before, else {}; {} of {} after a loss were larger."
            return marked(told).format(times(after), times(other), seen, counted(of, "trade"))
        case Chasing(measured=float(own), usual=float(hours)):
            told = (
                "The mean entry stood {} beyond the mean price, in your direction, the hours before {}; "
                "{} of {} stood far beyond."
            )
            return marked(told).format(signed_atrs(own), signed_atrs(hours), seen, counted(of, "entry", "entries"))
        case Chasing():
            return marked("The hours of your entries could not be looked up.")
        case _:
            return marked("There is nothing to compare it with.")


def _beside_chance(habit: AnyHabit) -> Markup:
    if habit.chance is None or habit.adjusted is None:
        return marked("That is too few to hold against chance.")
    told = Markup("Chance shows as much in {} of cases").format(share(habit.chance))
    if habit.adjusted == habit.chance:
        return Markup("{}.").format(told)
    return Markup("{}, or {} for all the habits looked for.").format(told, share(habit.adjusted))


def habit_trade(trade: TradeFacts) -> Markup:
    """``BTC/USDT long 0.1 −52.10 (3 Mar)``"""
    what = escape(trade.symbol), trade.side, quantity(trade.amount), gain(trade.pnl), day_month(trade.closed_at)
    return Markup("{} {} {} {} ({})").format(*what)


def habit_trades(habit: AnyHabit) -> Markup:
    """The trades that show it, in a sentence."""
    return listed(map(habit_trade, habit.trades))


def own_asked(question: OwnQuestion) -> Markup:
    """What is asked of a trade of one's own."""
    what = escape(question.symbol), question.side, quantity(question.amount), price(question.entry)
    trade = Markup("{} {} {} at {}").format(*what)
    if question.asks == "R":
        told = "{}: its stop would have lost {}, and it brought {} after costs. What is that in R?"
        return marked(told).format(trade, cash(question.risk), gain(question.pnl))
    told = "{}: its stop would have lost {}. Which amount of {} would have lost {} of {} there, costs aside?"
    unit, share_of = escape(base(question.symbol)), chosen(question.risked)
    return marked(told).format(trade, cash(question.risk), unit, share_of, cash(question.cash))


def own_answer(answer: OwnReplyAnswer) -> Markup:
    """``−1.04 R``; ``0.1 BTC``"""
    return _in_unit(answer, answer.answer)


def own_said(answer: OwnReplyAnswer) -> Markup:
    """The same of what was said."""
    return _in_unit(answer, answer.said)


def _in_unit(answer: OwnReplyAnswer, value: Figure) -> Markup:
    if answer.question.asks == "R":
        return Markup("{} R").format(figure(value))
    return Markup("{} {}").format(price(value), escape(base(answer.question.symbol)))


def own_shown(own: Own) -> Markup:
    """``losers held longer in 7 of 10 cases, and chasing in 6 of 12``"""
    return listed(
        Markup("{} in {} of {}").format(CALLED[each.habit].lower(), each.seen, counted(each.looked_at, "case"))
        for each in own.habits
    )


def own_lessons(own: Own) -> Markup:
    """``*Chasing a move* and *Riding losers*``"""
    return listed(lesson_titles([each.lesson for each in own.habits if each.lesson is not None]))


def to_answer(account: str, question: OwnQuestion | None, row: int) -> Actions:
    """The button to the form for ``question`` on a trade of ``account``; none where there is none."""
    if question is None:
        return ()
    reply = OwnReply(asks=question.asks, closed=question.closed, reply="", account=account)
    return (Action("Answer the question", reply, row=row, edits=("reply",)),)
