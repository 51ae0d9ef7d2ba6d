// Pages of a reporter. Everything here is extra: without it the same form stands on one page.
// Nothing is kept in the browser: no storage, no cookie.

import { offerQuickExit } from "./quick-exit.js";
import { followWithoutTrace } from "./replace.js";
import { runStepByStep } from "./steps.js";

offerQuickExit();
followWithoutTrace();
document.querySelectorAll("form[data-steps]").forEach(runStepByStep);
