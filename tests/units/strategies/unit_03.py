"""Lab 03: who has a rule in place of reading stays below the pass mark, however lucky elsewhere.

What the rules for levels and cards earn on every pilot, `tests/datasets/test_lazy_strategies.py`
tells. Here all short questions are answered right beside them, and the most that is allowed
leaves the pass mark out of reach even with the best of letters.
"""

import json
from pathlib import Path

from lazy import Strategy, beside, lazy
from lazy_folders import LAZY, answers_of

from spbe import datasets
from spbe.panel import GRADED, part_index

_PASS, _LETTER, _AUTOMATIC = 0.70, 6, 61
_MOST = 0.6
assert _MOST * _AUTOMATIC + _LETTER < _PASS * (_AUTOMATIC + _LETTER)
_REFERENCE = Path(__file__).parents[3] / "course/units/03-menilai-bukti/reference"
_INSTRUMENT = datasets.load_instrument("spbe-2020")


def _short_questions(_lab, owner):
    path = _REFERENCE / owner / "jawaban" / "aturan-membaca.json"
    return {"aturan-membaca": json.loads(path.read_text(encoding="utf-8"))["answers"]}


def _judged(rules):
    def answer(_lab, owner):
        government = datasets.assigned_government(owner)
        judged = {
            code: {
                "level": level,
                "reason": f"Menurut kartu yang ada di map {code} kriterianya terpenuhi.",
                "proves": proves or "",
                "stops": stops or "",
            }
            for code, (level, proves, stops) in answers_of(rules, government).items()
        }
        claims = datasets.load_levels(2024).loc[government, list(GRADED)]
        given = claims.copy()
        given.update({code: said["level"] for code, said in judged.items()})
        claimed, mine = (part_index(levels, _INSTRUMENT) for levels in (claims, given))
        numbers = {"mandiri": round(claimed, 2), "selisih": round(mine - claimed, 2)}
        return {
            "penilaian": {"government": government, "indicators": judged},
            "indeks-bagian": {"questions": numbers},
        }

    return answer


STRATEGIES = lazy(0.12) | {
    name: Strategy(beside(_short_questions, _judged(rules)), _MOST) for name, rules in LAZY.items()
}
