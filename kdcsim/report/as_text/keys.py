"""The key picture: what the ticket was sealed with above what was tried on it, the first difference marked."""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.report.paper import Paper
from kdcsim.study import wording
from kdcsim.study.picture import Difference, KeyCard, KeyPicture

SEALED, TRIED, OPENED = "sealed by", "tried by", "opened by"
INDENT = " " * 4
SALT = " " * 15 + "salt "


def key_picture(picture: KeyPicture, paper: Paper) -> Iterator[str]:
    """Draw the keys with their salts below one another, so that they can be compared."""
    cards = [(SEALED, picture.sealed)] if picture.sealed is not None else []
    cards += [(OPENED if card.opened else TRIED, card) for card in picture.tried]
    width = max((len(_holder(card)) for _, card in cards if card), default=0)
    for verb, card in cards:
        if card is not None:
            yield f"{INDENT}{verb:9}  {_holder(card).ljust(width)}  {_key(card)}{_mark(verb, paper)}"
            yield f"{SALT}{wording.salt(card.salt)}" if card.salt is not None else f"{' ' * 15}no salt"
    yield from _difference(picture, paper)


def _holder(card: KeyCard) -> str:
    return card.holder if card.current else f"{card.holder}, older password"


def _key(card: KeyCard) -> str:
    return f"{wording.etype(card.etype)} key {card.fingerprint}"


def _mark(verb: str, paper: Paper) -> str:
    return (
        "  " + paper.bad("<- differs") if verb == TRIED else "  " + paper.good("<- the same") if verb == OPENED else ""
    )


def _difference(picture: KeyPicture, paper: Paper) -> Iterator[str]:
    at = picture.first_difference
    if picture.difference is Difference.SALT and at is not None and len(picture.tried) == 1:
        yield " " * (len(SALT) + 1 + at) + paper.bad(f"^ {picture.difference.value}")
    elif picture.difference is Difference.NO_KEY:
        yield INDENT + paper.bad(f"{picture.session} holds no {wording.etype(picture.etype)} key to try")
    elif picture.difference is not Difference.NONE:
        yield INDENT + paper.bad(picture.difference.value)
