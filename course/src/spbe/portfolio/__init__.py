"""Plan a province: which governments are coached, and how far that lifts the mean of all."""

from spbe.portfolio.plans import PortfolioResult, highest_mean_portfolio, least_cost_portfolio
from spbe.portfolio.problem import Coaching, ProvinceProblem, province_problem

__all__ = [
    "Coaching",
    "PortfolioResult",
    "ProvinceProblem",
    "highest_mean_portfolio",
    "least_cost_portfolio",
    "province_problem",
]
