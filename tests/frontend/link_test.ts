// Errors that cross from one widget's evaluation of the modules to another's.

import { equal } from "node:assert/strict";

import { Unreachable } from "../../sawidget/frontend/http.ts";
import { Refused } from "../../sawidget/frontend/link.ts";

/** The same error as another widget's module makes it. */
function foreign(error: Error): Error {
  return Object.assign(new Error(error.message), { name: error.name });
}

Deno.test("a refusal is known whichever widget's module has made it", () => {
  equal(foreign(new Refused("FormulaError", "no", 422)) instanceof Refused, true);
  equal(foreign(new Unreachable("nobody")) instanceof Unreachable, true);
});

Deno.test("other errors are neither, nor one the other", () => {
  equal(new Error("no") instanceof Refused, false);
  equal(new Refused("FormulaError", "no", 422) instanceof Unreachable, false);
  equal(new Unreachable("nobody") instanceof Refused, false);
});
