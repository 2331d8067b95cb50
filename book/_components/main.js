// Entry: names the elements and hands the two pure functions to the tests.
import { GapExplorer } from "./gap.js";
import { checkPlan } from "./plan.js";
import { PlanChecker } from "./planner.js";
import { score } from "./score.js";
import { Simulator } from "./simulator.js";

globalThis.SPBE = { checkPlan, score };
customElements.define("spbe-simulator", Simulator);
customElements.define("spbe-gap", GapExplorer);
customElements.define("spbe-plan", PlanChecker);
