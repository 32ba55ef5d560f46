import { deepEqual, equal, match, ok } from "node:assert/strict";

import { takeKey } from "../../sawidget/frontend/key.ts";
import { Announcer } from "../../sawidget/frontend/parts/announcer.ts";
import { Bonds } from "../../sawidget/frontend/parts/bonds.ts";
import { Dial, spot } from "../../sawidget/frontend/parts/dial.ts";
import { Folds } from "../../sawidget/frontend/parts/folds.ts";
import { listen } from "../../sawidget/frontend/parts/keyboard.ts";
import { Menu } from "../../sawidget/frontend/parts/menu.ts";
import { Molecule } from "../../sawidget/frontend/parts/molecule.ts";
import { LAST, positionOf } from "../../sawidget/frontend/parts/pace.ts";
import type { Part } from "../../sawidget/frontend/parts/part.ts";
import { Speed } from "../../sawidget/frontend/parts/speed.ts";
import { nothing, type View } from "../../sawidget/frontend/view.ts";
import type { Move, Parameters } from "../../sawidget/frontend/wire.ts";
import { clock, FakeElement, focused, having, onPage, seen, storage } from "./document.ts";

const parameters = {
  formula: "C8H18",
  optimization_mode: "MINIMIZE",
  component_weights: { wiener_index: 1 },
  num_cycles: 1,
  steps_per_second: 20,
} as unknown as Parameters;

function view(given: Partial<View> = {}): View {
  return {
    ...nothing,
    parameters,
    total_steps: 100,
    current_svg: "<svg>now</svg>",
    best_svg: "<svg>best</svg>",
    ...given,
  };
}

const move = {
  step: 12,
  vertices: [0, 1, 2, 3],
  pool: 8,
  before: [1, 0, 2, 3],
  after: [0, 1, 3, 2],
  delta: 3,
  temperature: 2,
  probability: 0.25,
  u: 0.75,
  verdict: "rejected",
  before_svg: "<svg>before</svg>",
  after_svg: "<svg>after</svg>",
} as unknown as Move;

onPage("the wheel is filled as far as the chance goes, and its hand points at the draw", () => {
  const dial = new Dial(), node = seen(dial.node), round = 2 * Math.PI * 40;
  const arc = node.one(".sawidget-dial-chance"), hand = node.one(".sawidget-dial-hand");
  const filled = () => Number(arc.getAttribute("stroke-dasharray")!.split(" ")[0]) / round;
  dial.show(0.25, 0.75, "rejected");
  ok(Math.abs(filled() - 0.25) < 1e-9);
  equal(arc.getAttribute("visibility"), "visible");
  deepEqual([hand.getAttribute("x2"), hand.getAttribute("y2")], [spot(0.75, 40).x, spot(0.75, 40).y].map(String));
  match(node.one("figcaption").textContent, /0\.75.*0\.25/);
  dial.show(1, null, "accepted");
  equal(filled(), 1);
  equal(hand.getAttribute("visibility"), "hidden");
  dial.show(0, 0.5, "rejected");
  equal(arc.getAttribute("visibility"), "hidden");
});

onPage("the table of bonds has x1 and x2 down, y1 and y2 across", () => {
  const bonds = new Bonds();
  bonds.show(move, "C8H18");
  const rows = seen(bonds.node).querySelectorAll("tr").map((row) =>
    row.querySelectorAll("td").map((td) => td.textContent)
  );
  deepEqual(rows, [[""], ["1 → 0", "0 → 1"], ["2 → 3", "3 → 2"]]);
  const heads = seen(bonds.node).querySelectorAll("th").map((head) => head.textContent);
  deepEqual(heads, ["y₁ C2", "y₂ C4", "x₁ C1", "x₂ C3"]);
  const made = seen(bonds.node).querySelectorAll(".sawidget-bond-made").map((td) => td.textContent);
  deepEqual(made, ["0 → 1", "2 → 3"]);
});

onPage("the current molecule is what the move left, marked only where the move may have changed it", () => {
  const end = new AbortController(), current = new Molecule("current", end.signal);
  const pictured = (move: Move | null) => {
    current.show(view({ move }));
    return seen(current.node).one("svg").textContent;
  };
  equal(pictured(move), "<svg>before</svg>");
  equal(pictured({ ...move, verdict: "disconnected" }), "<svg>before</svg>");
  equal(pictured({ ...move, verdict: "accepted" }), "<svg>after</svg>");
  equal(pictured({ ...move, verdict: "null" }), "<svg>now</svg>");
  equal(pictured(null), "<svg>now</svg>");
  const best = new Molecule("best", end.signal);
  best.show(view({ move: { ...move, verdict: "accepted" } }));
  equal(seen(best.node).one("svg").textContent, "<svg>best</svg>");
  end.abort();
});

onPage("turns of a run are spoken of at once, its progress now and then, a step with its verdict", () => {
  const announcer = new Announcer(), said = () => seen(announcer.node).textContent;
  equal(seen(announcer.node).getAttribute("aria-live"), "polite");
  announcer.show(view({ state: "running", step: 1, current_energy: 84 }));
  match(said(), /step 1 of 100; energy 84/);
  clock.now = 9000;
  announcer.show(view({ state: "running", step: 50, current_energy: 80 }));
  match(said(), /step 1 of 100/);
  clock.now = 10_001;
  announcer.show(view({ state: "running", step: 60, current_energy: 79 }));
  match(said(), /step 60 of 100; energy 79/);
  announcer.show(view({ state: "complete", step: 61, current_energy: 78 }));
  match(said(), /complete; step 61 of 100/);
  announcer.show(view({ state: "paused", step: 62, move }));
  match(said(), /rejected\. paused; step 62 of 100/);
  announcer.show(view({ state: "paused", step: 63, move: { ...move, step: 13, verdict: "null" } }));
  match(said(), /^A null proposal/);
});

/** The slider of a session whose own pace is 20, what it sent, and its words. */
function sliding() {
  const sent: number[] = [];
  const speed = new Speed({ pace: (pace) => Promise.resolve(void sent.push(pace)) });
  const input = seen(speed.node).one("input");
  speed.show(view({ state: "running" }));
  return { speed, input, sent, words: () => seen(speed.node).one("output").textContent };
}

onPage("the slider sends what it says, at every turn of it", () => {
  clock.now = 5000;
  const { input, sent, words } = sliding();
  equal(Number(input.value), positionOf(20));
  input.value = String(LAST);
  input.happen("input");
  deepEqual([sent, words()], [[0], "unlimited"]);
  equal(input.getAttribute("aria-valuetext"), "unlimited");
  input.value = "0";
  input.happen("input");
  deepEqual([sent, words()], [[0, 1], "1 step/s"]);
});

onPage("the slider stays in the hand for a while, then it follows the session", () => {
  clock.now = 5000;
  const { speed, input, words } = sliding();
  const tell = (steps_per_second: number) =>
    speed.show(view({ state: "running", parameters: { ...parameters, steps_per_second } }));
  input.value = String(LAST);
  input.happen("input");
  clock.now = 5500;
  tell(100); // what was on its way while the hand went on
  deepEqual([Number(input.value), words()], [LAST, "unlimited"]);
  clock.now = 5700;
  tell(400);
  deepEqual([Number(input.value), words()], [positionOf(400), "400 steps/s"]);
});

onPage("keys that Jupyter or the browser have a use for are left to them", () => {
  const done: string[] = [], root = new FakeElement("div"), end = new AbortController();
  const field = new FakeElement("input"), button = new FakeElement("button");
  root.append(field, button);
  const actions = { toggle: () => done.push("toggle"), step: () => done.push("step"), reset: () => done.push("reset") };
  listen(root as unknown as HTMLElement, actions, end.signal);
  for (const held of ["ctrlKey", "metaKey", "altKey", "defaultPrevented"]) {
    for (const key of ["r", "ArrowRight", " "]) {
      const event = root.happen("keydown", { key, [held]: true });
      equal(event.stopped, false, `${held} ${key}`);
      equal(event.defaultPrevented, held === "defaultPrevented");
    }
  }
  field.happen("keydown", { key: "r" });
  button.happen("keydown", { key: " " });
  root.happen("keydown", { key: "r", repeat: true });
  deepEqual(done, []);
  for (const key of [" ", "ArrowRight", "r"]) {
    const event = root.happen("keydown", { key });
    deepEqual([event.defaultPrevented, event.stopped], [true, true]);
  }
  root.happen("keydown", { key: "ArrowRight", repeat: true });
  button.happen("keydown", { key: "R" });
  deepEqual(done, ["toggle", "step", "reset", "step", "reset"]);
  end.abort();
  root.happen("keydown", { key: "r" });
  equal(done.length, 5);
});

/** Two folds, of which the first is to be found open. */
function folded() {
  const folds = new Folds(new FakeElement("main") as unknown as HTMLElement),
    parts = ["first", "second"].map(() => ({ node: new FakeElement("div"), show() {} }));
  const add = (name: string, place: number, open: boolean) =>
    folds.add(name, name, parts[place] as unknown as Part, open);
  add("first", 0, true);
  add("second", 1, false);
  const buttons = seen(folds.row).querySelectorAll("button");
  return { folds, buttons, open: () => parts.map(({ node }) => !node.hidden) };
}

onPage("a fold that a person has closed is suggested in vain, others are opened", () => {
  const { folds, buttons, open } = folded();
  deepEqual(open(), [true, false]);
  folds.suggest("second");
  deepEqual(open(), [true, true]);
  buttons[1].happen("click");
  folds.suggest("second");
  deepEqual(open(), [true, false]);
  equal(buttons[1].getAttribute("aria-expanded"), "false");
  buttons[0].happen("click");
  deepEqual(folded().open(), [false, false], "it is found as it was left");
});

onPage("arrows move within a menu, and scroll nothing; the panel does not hear them", () => {
  const end = new AbortController(), menu = new Menu("more", end.signal), chosen: string[] = [], heard: string[] = [];
  const around = new FakeElement("div"), node = seen(menu.node);
  around.append(node);
  around.addEventListener("keydown", ({ key }) => heard.push(key));
  menu.choice([["one", "One"], ["two", "Two"]], "one", (value) => chosen.push(value));
  const last = seen(menu.item("Three", () => {}));
  const items = node.querySelectorAll("button");
  node.happen("toggle", { newState: "open" } as object);
  equal(focused(), items[0]);
  for (const [key, place] of [["ArrowDown", 1], ["End", 2], ["ArrowDown", 0], ["ArrowUp", 2], ["Home", 0]] as const) {
    equal(focused()!.happen("keydown", { key }).defaultPrevented, true, key);
    equal(focused(), items[place], key);
  }
  last.disabled = true;
  focused()!.happen("keydown", { key: "End" });
  equal(focused(), items[1]);
  equal(focused()!.happen("keydown", { key: "Tab" }).defaultPrevented, false);
  deepEqual(heard, []);
  items[1].happen("click");
  deepEqual([chosen, items.map((item) => item.getAttribute("aria-checked"))], [["two"], ["false", "true", null]]);
});

onPage("the key of an address is kept for the tab, and leaves the address and the history", () => {
  const shown: string[] = [], location = { href: "http://127.0.0.1:5000/?key=secret&s=abc" };
  const replaceState = (_: unknown, __: string, url: URL) => void shown.push(location.href = String(url));
  return having({ location, sessionStorage: storage(), history: { replaceState } }, () => {
    equal(takeKey(), "secret");
    deepEqual(shown, ["http://127.0.0.1:5000/?s=abc"]);
    equal(takeKey(), "secret", "it is remembered");
    equal(shown.length, 1);
  });
});
