"""What is in view of the registers and contacts is never declined: it is shown again, with what can be asked of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from contracts import QuickReply, ReplyDraft
from desk.question import TRANSFER, Question, Told, tell
from desk.shown import Kind, Shown
from index.model.answer import PLACE_ALONE
from understanding.values.names import Name

DECLINES = ("no_answer", "out_of_scope", "other_region")
OTHER_MATTER = 0.2  # below this probability a message is plainly not about what is in view
# What our own offer to search the documents sends.
SEARCH = "查政策文件："
_LONGEST_SEARCH = 60  # characters of the question that are repeated in the offer
WHAT: dict[Kind, str] = {"register": "名单上的记录", "district": "包区联系人", "contact": "承办科室"}

LookUp = Callable[[Question], Awaitable[Told | None]]


@dataclass(frozen=True)
class ViewOffer:
    """A question that what is in view answers: its button, and what it asks."""

    offer: QuickReply
    asked: str


OF_REGISTER = (
    ViewOffer(QuickReply(title="有效期到哪天", text="名单上的有效期到哪天"), "lapse"),
    ViewOffer(QuickReply(title="证书编号", text="名单上的证书编号是多少"), "certificate"),
    ViewOffer(QuickReply(title="依据文件", text="名单上依据哪个文件"), "source"),
)


def find_view_offer(text: str) -> ViewOffer | None:
    """Return the button of ours that sends a text."""
    return next((each for each in OF_REGISTER if each.offer.text == text), None)


async def show_again(question: Question, told: Told, look_up: LookUp, find_named: LookUp) -> Told:
    """Return what was told itself, unless it declines what the registers know, or what may be about those in view.

    `find_named` tells whom or what the message names, `look_up` shows what is in view. What is plainly about another
    matter is declined, and what is in view stays so.
    """
    shown = question.context.shown
    is_declined = all(reply.outcome in DECLINES for reply in told.replies)
    # 那武昌呢 means the district while one is in view.
    may_name = shown is not None and shown.kind in WHAT and told.answers[0].step == PLACE_ALONE
    if not (is_declined or may_name) or question.text.startswith(SEARCH):
        return told
    if (named := await find_named(question)) is not None:
        return named
    if not is_declined or shown is None or shown.kind not in WHAT:
        return told
    is_other = question.of_it is not None and question.of_it < OTHER_MATTER
    again = None if is_other or shown.name is None else await look_up(_as_whole(question, shown))
    if again is None or all(reply.outcome in DECLINES for reply in again.replies):
        return replace(told, context=replace(told.context, shown=shown))
    return _said_again(question, shown, again)


def _as_whole(question: Question, shown: Shown) -> Question:
    """Return the question as if what is in view had been asked for by its name, as a whole."""
    texts = {"register": f"{shown.name}", "district": f"{shown.name}谁负责", "contact": "首问联系人"}
    publics = {"register": "entry", "district": "district", "contact": "contact"}
    return replace(
        question,
        text=texts[shown.kind],
        intent="check_register",
        entities={"topic": str(shown.name)} if shown.kind == "contact" else {},
        names=(Name("name", str(shown.name)),) if shown.kind == "register" else (),
        public=publics[shown.kind],
        asked="whole",
        is_about_shown=True,
    )


def say_again(
    text: str, first: ReplyDraft, what: str, of_it: Sequence[QuickReply], *, times: int
) -> ReplyDraft:
    """Return the reply that shows what is in view once more, since a message (`text`) was not understood.

    `what` it is called, `of_it` what can be asked of it; `times`: how often in a row, and from the second time on a
    person is offered.
    """
    if times == 1:
        lead = f"没有完全明白您问的是哪一点，先把{what}的情况列在下面，也可以点下面的问题："
    else:
        lead = f"还是没有明白您的意思。{what}的情况在下面；需要工作人员答复的，请说“转人工”："
    search = QuickReply(title="查政策文件", text=f"{SEARCH}{text[:_LONGEST_SEARCH]}")
    offers = [*([TRANSFER] if times > 1 else []), *of_it, search]
    return ReplyDraft(
        text=f"{lead}\n{first.text}", outcome=first.outcome, data=first.data, quick_replies=offers
    )


def _said_again(question: Question, shown: Shown, again: Told) -> Told:
    first, times = again.replies[0], shown.again + 1
    of_it = [each.offer for each in OF_REGISTER] if shown.kind == "register" else first.quick_replies
    reply = say_again(question.text, first, WHAT[shown.kind], of_it, times=times)
    context = again.context
    newer = replace(context.shown or shown, again=times)
    return tell(question, reply, again.answers[0].step, newer, topic=context.topic, place=context.place)
