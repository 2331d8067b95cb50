// Entry: names the elements and hands the pure functions to the tests.
import { GapExplorer } from "./gap.js";
import { planFacts } from "./plan_rules.js";
import { PlanChecker } from "./planner.js";
import { problemOf } from "./problem.js";
import { score } from "./score.js";
import { Simulator } from "./simulator.js";

globalThis.SPBE = { planFacts, problemOf, score };
customElements.define("spbe-simulator", Simulator);
customElements.define("spbe-gap", GapExplorer);
customElements.define("spbe-plan", PlanChecker);
