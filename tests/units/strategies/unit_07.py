"""Lab 07: plans that nobody weighed; answers in code are left blank."""

from lazy import Strategy, lazy
from lazy_forms import planned

from spbe.planning.greedy import greedy_plan
from spbe.planning.plan import Placement, Plan


def _nothing(problem):
    return Plan(problem.government, ())


def _all_at_once(problem):
    steps = (Placement(1, task.code, "") for task in problem.tasks if not task.is_adoption)
    return Plan(problem.government, tuple(steps))


STRATEGIES = lazy(0.0) | {
    "nothing_placed": Strategy(planned(_nothing), 0.0),
    "everything_in_the_first_quarter": Strategy(planned(_all_at_once), 0.3),
    "greedy": Strategy(planned(greedy_plan), 0.6),
    "greedy_to_the_last_rupiah": Strategy(planned(lambda p: greedy_plan(p, target=False)), 0.6),
}
