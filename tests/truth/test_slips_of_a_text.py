"""Which slips are made of a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.truth import slips


def bodies(folder: Path, query: str) -> list[str]:
    """What stands in place of a view's query, for the first candidate at each spot."""
    path = folder / "reporting.vw_prueba.sql"
    start, end = (
        "CREATE OR REPLACE VIEW reporting.vw_prueba AS\n",
        ";\n\nCOMMENT ON VIEW x IS 'y';\n",
    )
    path.write_text(start + query + end, encoding="utf-8")
    spots = list(slips.spots(path))
    return [spot.candidates[0].text.removeprefix(start).removesuffix(";") for spot in spots]


def test_outputs_change_places_and_keep_their_names(tmp_path: Path) -> None:
    made = bodies(tmp_path, "SELECT a.uno, f(a.dos) AS dos FROM a")
    assert "SELECT f(a.dos) AS uno, a.uno AS dos FROM a" in made


def test_a_column_is_taken_for_another_of_its_relation(tmp_path: Path) -> None:
    made = bodies(tmp_path, "SELECT a.uno, b.dos FROM a, b WHERE a.tres = b.dos")
    assert "SELECT a.tres AS uno, b.dos FROM a, b WHERE a.tres = b.dos" in made
    assert not any("b.uno" in text for text in made)


def test_a_parameter_is_taken_for_another_but_not_where_a_case_judges_it(tmp_path: Path) -> None:
    made = bodies(tmp_path, "SELECT CASE WHEN p_uno > 0 THEN p_dos / p_uno END")
    assert made == [
        "SELECT CASE WHEN p_uno > 0 THEN p_uno / p_uno END",
        "SELECT CASE WHEN p_uno > 0 THEN p_dos / p_dos END",
    ]


def test_arguments_change_places(tmp_path: Path) -> None:
    made = bodies(tmp_path, "SELECT stage.f(a.uno, a.dos) FROM a")
    assert "SELECT stage.f(a.dos, a.uno) FROM a" in made


@pytest.mark.parametrize(
    "query",
    [
        "SELECT greatest(uno, dos) FROM a",
        "SELECT 1 FROM a ORDER BY uno, dos",
        "SELECT 1 FROM a GROUP BY uno, dos",
        "SELECT 1 FROM a WHERE uno IN (dos, tres)",
        "SELECT 1 FROM a WHERE (uno, dos) IS DISTINCT FROM (tres, cuatro)",
        "SELECT 1 FROM a WHERE (uno, dos) IS DISTINCT FROM ROW(tres, cuatro)",
        "SELECT row_number() OVER (PARTITION BY uno, dos) FROM a",
        "SELECT coalesce(uno, 0) FROM a",
    ],
)
def test_lists_whose_order_makes_no_value_are_left_alone(tmp_path: Path, query: str) -> None:
    assert bodies(tmp_path, query) == []


def test_rows_of_values_change_what_stands_in_the_same_place(tmp_path: Path) -> None:
    made = bodies(tmp_path, "SELECT v.x FROM (VALUES ('m', uno), ('n', dos)) AS v (n, x)")
    assert "SELECT v.x FROM (VALUES ('m', dos), ('n', uno)) AS v (n, x)" in made


def test_the_same_seed_makes_the_same_slips(tmp_path: Path) -> None:
    query = "SELECT a.uno, a.dos, a.tres, a.cuatro FROM a"
    assert bodies(tmp_path, query) == bodies(tmp_path, query)


def test_what_an_update_sets_changes_places(tmp_path: Path) -> None:
    path = tmp_path / "reporting.sp_prueba.sql"
    path.write_text(
        "CREATE OR REPLACE PROCEDURE reporting.sp_prueba()\nLANGUAGE plpgsql\nAS $$\n"
        "BEGIN\n    UPDATE t SET uno = n.uno, dos = n.dos FROM n WHERE n.id = t.id;\nEND;\n$$;\n",
        encoding="utf-8",
    )
    texts = [slip.text for spot in slips.spots(path) for slip in spot.candidates]
    assert any("SET uno = n.dos, dos = n.uno FROM n" in text for text in texts)
