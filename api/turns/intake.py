"""A message that has been stored, and a conversation that has been opened, as the gateway goes on with them."""

from __future__ import annotations

from dataclasses import dataclass

from contracts import Reply, ReplyDraft


@dataclass(frozen=True)
class OpenedConversation:
    """`token` is shown once and stored hashed; None where the channel itself proves who writes."""

    conversation_id: str
    token: str | None
    greeting: Reply


@dataclass(frozen=True)
class Intake:
    """A stored message. `text` is what Rasa gets; `own_reply` needs no Rasa; `replies` are there if it is closed.

    `said` is the message as it is stored. `is_behind` when an earlier message of the conversation is still being
    answered. `runs` is above 1 when a process died with the turn and it is run again.
    """

    conversation_id: str
    turn_id: str
    text: str
    is_new: bool
    is_command: bool = False
    in_form: bool = False
    is_behind: bool = False
    turn_number: int = 0
    region: str | None = None
    own_reply: ReplyDraft | None = None
    replies: tuple[Reply, ...] | None = None
    said: str = ""
    runs: int = 1

    @property
    def is_again(self) -> bool:
        """Whether something of this turn may have been done before."""
        return self.runs > 1
