"""How fast and how good the planner is: solver, greedy rule and CP-SAT on the same problems.

Run: python benchmarks/planning.py [--quick | --all]: two, eight or all 27 governments; CP-SAT
answers for the first eight. Prints ratios; the last line is one JSON object.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace

import cpsat_oracle

from spbe import datasets
from spbe.planning import (
    greedy_plan,
    highest_index_plan,
    index_curve,
    least_cost_plan,
    plan_problem,
    schedule,
    soonest_plan,
)
from spbe.planning.check import check_plan
from spbe.planning.problem import assumed_capacity
from spbe.portfolio import highest_mean_portfolio, least_cost_portfolio, province_problem

BUDGET, QUARTER = 3000, 700  # Rp million, for highest index and soonest


def timed(call):
    wall, cpu = time.perf_counter(), time.process_time()
    answer = call()
    return answer, time.perf_counter() - wall, time.process_time() - cpu


def one_government(code, levels, steps, practices, instrument, staff, cpsat):
    shared = {"practices": practices, "capacity": assumed_capacity(staff, steps)}
    level = levels.loc[code]
    loose = plan_problem(level, steps, instrument, target=3.5, **shared)
    tight = plan_problem(
        level, steps, instrument, target=3.5, budget=BUDGET, quarter_budget=QUARTER, **shared
    )
    runs = (
        ("least_cost", least_cost_plan, loose),
        ("highest_index", highest_index_plan, tight),
        ("soonest", soonest_plan, tight),
    )
    rows = []
    for name, solve, problem in runs:
        result, wall, cpu = timed(
            lambda solve=solve, problem=problem: solve(problem, explain=False)
        )
        row = {
            "government": code, "replication": practices is not None, "objective": name,
            "status": result.status, "value": result.value, "gap": result.gap,
            "wall": round(wall, 3), "cpu": round(cpu, 3),
        }  # fmt: skip
        asked = replace(problem, target=None) if name == "highest_index" else problem
        if result.plan:
            row["violations"] = len(check_plan(result.plan, asked))
        hand = greedy_plan(asked)
        if not check_plan(hand, asked):
            row["greedy"] = {
                "least_cost": float(schedule(hand, problem)["cost"].sum()),
                "highest_index": float(index_curve(hand, problem).iloc[-1]),
                "soonest": float((index_curve(hand, problem) >= 3.5 - 1e-9).idxmax()),
            }[name]
        if cpsat and name != "soonest":
            other, wall, _ = timed(
                lambda name=name, problem=problem: cpsat_oracle.solve(problem, name, time_limit=10)
            )
            row |= {
                "cpsat": other.value,
                "cpsat_status": other.status,
                "cpsat_wall": round(wall, 3),
            }
        rows.append(row)
        print(*(f"{key}={value}" for key, value in row.items()), flush=True)
    return rows


def province(levels, steps, practices, instrument, governments):
    capacity = {
        code: assumed_capacity(staff, steps) for code, staff in governments["it_staff"].items()
    }
    problem = province_problem(
        levels, steps, practices, instrument, mentors=["G01"], government_budget=3500,
        government_quarter_budget=700, capacity=capacity,
    )  # fmt: skip
    found = {}
    for solve in (least_cost_portfolio, highest_mean_portfolio):
        result, wall, cpu = timed(lambda solve=solve: solve(problem))
        found[result.objective] = {
            "status": result.status, "coached": result.coached, "mean": result.mean,
            "cost": result.cost, "gap": result.gap, "wall": round(wall, 2), "cpu": round(cpu, 2),
        }  # fmt: skip
        print("province", found[result.objective], flush=True)
    return found


def main() -> None:
    quick = "--quick" in sys.argv
    instrument = datasets.load_instrument("spbe-2020")
    steps, practices = datasets.load_steps(), datasets.load_practices()
    governments, levels = datasets.load_governments(), datasets.load_levels(2024)
    rows = []
    chosen = levels.index if "--all" in sys.argv else levels.index[:8]
    for code in levels.index[1:3] if quick else chosen:
        for catalogue in (None, practices):
            staff = governments.loc[code, "it_staff"]
            rows += one_government(code, levels, steps, catalogue, instrument, staff, code <= "G08")
    worse = []
    for row in rows:
        if row["value"] is not None and "greedy" in row and row["objective"] != "soonest":
            cheap = row["objective"] == "least_cost"
            lost = row["greedy"] - row["value"] if cheap else row["value"] - row["greedy"]
            worse.append((row["objective"], lost / row["value"] if row["value"] else 0.0))
    summary = {"load": os.getloadavg()[0], "governments": len({r["government"] for r in rows})}
    for name in ("least_cost", "highest_index", "soonest"):
        mine = [row for row in rows if row["objective"] == name]
        solved = [row for row in mine if row["value"] is not None]
        summary[name] = {
            "problems": len(mine),
            "solved": len(solved),
            "optimal": sum(row["status"] == "optimal" for row in mine),
            # "No plan exists" is an answer too; only "unknown" is a failure.
            "infeasible": sum(row["status"] == "infeasible" for row in mine),
            "unknown": sum(row["status"] == "unknown" for row in mine),
            "worst_gap": max((row["gap"] for row in solved), default=None),
            "worst_wall": max(row["wall"] for row in mine),
            "violations": sum(row.get("violations", 0) for row in mine),
        }
        lost = [share for objective, share in worse if objective == name]
        if lost:
            summary[name] |= {
                "greedy_worse": sum(share > 1e-6 for share in lost),
                "greedy_valid": len(lost),
                "greedy_mean_loss": round(sum(lost) / len(lost), 4),
                "greedy_worst_loss": round(max(lost), 4),
            }
        both = [row for row in solved if row.get("cpsat_status") == "OPTIMAL"]
        if both:
            same = sum(abs(row["cpsat"] - row["value"]) <= 1e-4 * row["value"] for row in both)
            summary[name] |= {
                "cpsat_optimal": len(both),
                "cpsat_same": same,
                "cpsat_wall_ratio": round(
                    sum(r["cpsat_wall"] for r in both) / sum(r["wall"] for r in both), 2
                ),
            }
    if not quick:
        summary["province"] = province(levels, steps, practices, instrument, governments)
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
