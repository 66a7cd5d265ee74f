"""Which wells each user sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from support.truth.model import Key, Truth
from support.truth.phrases import About, phrase
from support.truth.tables import table, wells

WITHHELD = "NINGUNO"


def seen_by(truth: Truth, user: str) -> list[int]:
    """The wells that are granted to a user in some way and withheld in none."""
    levels: dict[int, list[str]] = {}
    for row in truth.inputs["reporting.dim_rls_usuario"]:
        if row["user_email"] == user:
            levels.setdefault(row["pozo_id"], []).append(row["nivel_acceso"] or "")
    for row in truth.inputs["reporting.dim_rls_ambito"]:
        for key in wells(truth) if row["user_email"] == user else ():
            if key.well and truth.value("reporting.dim_pozo", row["ambito"], key) == row["valor"]:
                levels.setdefault(key.well, []).append(row["nivel_acceso"] or "")
    return sorted(
        well for well, own in levels.items() if WITHHELD not in [level.upper() for level in own]
    )


@table("reporting.dim_rls_visible")
def users(truth: Truth) -> Iterable[Key]:
    """Users who see a well."""
    grants = [
        *truth.inputs["reporting.dim_rls_usuario"],
        *truth.inputs["reporting.dim_rls_ambito"],
    ]
    return [
        Key(item=user) for user in sorted({row["user_email"] for row in grants})
        if seen_by(truth, user)
    ]  # fmt: skip


@phrase("wells granted by name, field or client, less those withheld in some way")
def wells_of_user(truth: Truth, key: Key, about: About) -> Any:
    return seen_by(truth, key.item)
