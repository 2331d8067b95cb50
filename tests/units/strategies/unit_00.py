"""Lab 00: six of fourteen points for having answered, two for a service; the rest is the quiz."""

from lazy import GENERAL, Strategy, beside, lazy


def service(lab, owner):
    """Name a service in one word and take the first indicator."""
    return {"layanan-saya": {"questions": {"nama": "layanan", "indikator": "I32"}}}


def sevens(lab, owner):
    """Write the same number and nothing else."""
    return {
        name: {"questions": {q.id: 7 for q in form.questions if q.kind == "number"}}
        for name, form in lab.forms.items()
    }


STRATEGIES = lazy(0.75) | {
    "first_choice_and_a_service": Strategy(beside(GENERAL["first_choice"], service), 0.75),
    "only_a_service": Strategy(service, 0.15),
    "sevens": Strategy(sevens, 0.25),
}
