import assert from "node:assert/strict";
import { Comm } from "../../sawidget/frontend/comm.ts";
import { type LinkState, Refused } from "../../sawidget/frontend/link.ts";
import { LiveLink } from "../../sawidget/frontend/live.ts";
import { routes } from "../../sawidget/frontend/route.ts";
import type { SessionEvent } from "../../sawidget/frontend/wire.ts";
import { FakeModel, FakeServer, FakeWorld, noting, settled } from "./fakes.ts";

const DIRECT = "http://127.0.0.1:5000/";
const PROXY = "https://hub.example/user/ann/proxy/5000/";
const SERVER = { port: 5000, instance: "us", key: "secret" };

/** A page, and what its server is reached by. */
class Scene {
  world = new FakeWorld();
  server = new FakeServer();
  model = new FakeModel();
  page = new AbortController();
  states: LinkState[] = [];
  link: LiveLink;

  constructor(way: "direct" | "proxy" | "none") {
    if (way !== "direct") this.world.href = "https://hub.example/user/ann/lab";
    if (way !== "none") this.world.servers.set(way === "direct" ? DIRECT : PROXY, this.server);
    this.link = this.widget(this.model);
    this.link.watch((state) => this.states.push(state), this.page.signal);
  }

  /** One more widget. */
  widget(model: FakeModel | null = new FakeModel()): LiveLink {
    const { signal } = this.page, comm = model && new Comm(model, this.world, signal);
    return new LiveLink(this.world, comm, true, signal);
  }

  use(link = this.link, server = SERVER): void {
    link.use(server, routes(this.world, server.port));
  }

  follow(session: string, link = this.link): string[] {
    const { told, hear } = noting();
    link.follow(session, hear, this.page.signal);
    return told;
  }

  get state(): string {
    const { condition, message } = this.states.at(-1)!;
    return `${condition}: ${message}`;
  }

  get path(): string {
    return this.states.at(-1)!.path;
  }
}

/** A test in a scene, after which nobody may be left on the page. */
function scene(name: string, way: "direct" | "proxy" | "none", act: (scene: Scene) => Promise<void>): void {
  Deno.test(name, async () => {
    const scene = new Scene(way), shared = new Map<string, unknown>();
    (globalThis as { [name: symbol]: unknown })[Symbol.for("sawidget")] = shared;
    await act(scene);
    scene.page.abort();
    await scene.world.pass(100_000);
    assert.equal(scene.world.live.length, 0, "a stream is left open");
    assert.equal(scene.world.timers, 0, "a timer is left");
    assert.equal(scene.model.listeners, 0, "somebody still listens to the model");
    assert.equal(shared.size, 0, "a connection is left on the page");
  });
}

scene("a page on this machine is live directly, and says so", "direct", async (s) => {
  s.use();
  const told = s.follow("a");
  await s.world.pass(10);
  s.server.happen("a", "progress", { step: 1 });
  assert.deepEqual(told, ["snapshot 0", "progress 1"]);
  assert.equal(s.state, "live: live, direct");
});

scene("a page from elsewhere is live through the proxy, and asks nobody on its own machine", "proxy", async (s) => {
  s.use();
  s.follow("a");
  await s.world.pass(10);
  assert.equal(s.state, "live: live, through the proxy");
  assert.ok(s.world.fetched.every((url) => url.startsWith(PROXY)));
});

scene("a stranger on the same port never sees the key", "direct", async (s) => {
  const stranger = new FakeServer("somebody else");
  stranger.instead = Response.json({ instance: "somebody else" });
  s.world.servers = new Map([[DIRECT, stranger], ["http://localhost:8888/user/ann/proxy/5000/", s.server]]);
  s.use();
  s.follow("a");
  await s.world.pass(10);
  assert.deepEqual(stranger.asked, []);
  assert.equal(s.path, "proxy");
});

scene("a login in place of the proxy is nobody, and the comm is the way", "proxy", async (s) => {
  s.server.instead = new Response("<html>log in</html>");
  s.use();
  const told = s.follow("a");
  await s.world.pass(10);
  const [{ watch, cursors }] = s.model.sentWith("watch");
  assert.deepEqual(cursors, { a: null });
  s.model.say({ for: watch, events: [["snapshot", { session_id: "a", step: 3 }, "e1:7"]] });
  assert.deepEqual(told, ["snapshot 3"]);
  assert.equal(s.state, "live: live, through the notebook's own connection (slower)");
});

scene("somebody who does not answer is waited for a second and a half, not longer", "direct", async (s) => {
  s.world.servers.clear();
  s.world.fetch = (url, init) => {
    s.world.fetched.push(url);
    return new Promise((_, fail) => init!.signal!.addEventListener("abort", () => fail(new Error("aborted"))));
  };
  s.use();
  s.follow("a");
  await s.world.pass(1499);
  assert.equal(s.world.fetched.length, 1);
  await s.world.pass(1502);
  assert.equal(s.world.fetched.length, 2);
  assert.equal(s.model.sentWith("watch").length, 1);
});

scene("all widgets of a page share one stream, and whoever joins costs nobody an event", "direct", async (s) => {
  s.use();
  const first = s.follow("a");
  await s.world.pass(10);
  s.server.happen("a", "progress", { step: 1 });
  const other = s.widget();
  s.use(other);
  const second = s.follow("b", other);
  s.server.happen("a", "progress", { step: 2 });
  await s.world.pass(10);
  s.server.happen("a", "progress", { step: 3 });
  s.server.happen("b", "progress", { step: 4 });
  assert.equal(s.world.live.length, 1);
  assert.deepEqual(first, ["snapshot 0", "progress 1", "progress 2", "progress 3"]);
  assert.deepEqual(second, ["snapshot 2", "progress 4"]);
});

scene("two views of one session are both shown all of it", "direct", async (s) => {
  s.use();
  const first = s.follow("a");
  await s.world.pass(10);
  const second = s.follow("a");
  await s.world.pass(10);
  s.server.happen("a", "progress", { step: 1 });
  assert.deepEqual(first, ["snapshot 0", "snapshot 0", "progress 1"]);
  assert.deepEqual(second, ["snapshot 0", "progress 1"]);
});

scene("a second view of a run that goes on begins with a snapshot, too", "direct", async (s) => {
  s.use();
  const first = s.follow("a");
  await s.world.pass(10);
  const second = s.follow("a");
  s.server.happen("a", "progress", { step: 1 }); // on the stream of before, which is open still
  await s.world.pass(10);
  s.server.happen("a", "progress", { step: 2 });
  assert.deepEqual(first, ["snapshot 0", "progress 1", "snapshot 1", "progress 2"]);
  assert.deepEqual(second, ["snapshot 1", "progress 2"]);
});

scene("a stream that nobody follows any more is closed, and opened again for the next one", "direct", async (s) => {
  const view = new AbortController();
  s.use();
  s.link.follow("a", (_: SessionEvent) => {}, view.signal);
  await s.world.pass(10);
  view.abort();
  await s.world.pass(1500);
  assert.equal(s.world.live.length, 0);
  assert.equal(s.world.beacons.length, 1);
  const told = s.follow("b");
  await s.world.pass(10);
  assert.deepEqual(told, ["snapshot 0"]);
});

scene("widgets that come at once open one stream, not many", "direct", async (s) => {
  for (const session of ["a", "b", "c", "d"]) {
    const link = s.widget();
    s.use(link);
    s.follow(session, link);
  }
  await s.world.pass(10);
  assert.ok(s.world.sources.length <= 2, `${s.world.sources.length} streams`);
  assert.deepEqual([...s.world.live[0].follows], ["a", "b", "c", "d"]);
});

scene("a stream that asks for it is opened anew at once, and nobody notices", "proxy", async (s) => {
  s.use();
  const told = s.follow("a");
  await s.world.pass(10);
  s.server.happen("a", "progress", { step: 1 });
  s.world.live[0].message("rotate", {});
  s.server.happen("a", "progress", { step: 2 });
  await s.world.pass(1);
  s.server.happen("a", "progress", { step: 3 });
  assert.deepEqual(told, ["snapshot 0", "progress 1", "progress 2", "progress 3"]);
  assert.equal(s.states.filter(({ condition }) => condition === "lost").length, 0);
  assert.deepEqual(s.world.beacons, [], "a good-bye that arrives late would end the new stream");
});

scene("a stream that breaks off comes back with its cursors, without a word if it is quick", "direct", async (s) => {
  s.use();
  const told = s.follow("a");
  await s.world.pass(10_000);
  s.server.happen("a", "progress", { step: 1 });
  s.world.live[0].lose();
  s.server.happen("a", "progress", { step: 2 });
  await s.world.pass(500);
  assert.deepEqual(told, ["snapshot 0", "progress 1", "progress 2"]);
  assert.equal(s.states.filter(({ condition }) => condition === "lost").length, 0);
});

scene("a server that is away for a while is told of, looked for, and found again", "direct", async (s) => {
  s.use();
  const told = s.follow("a");
  await s.world.pass(10_000);
  s.server.mute = true;
  s.world.live[0].lose();
  await s.world.pass(3000);
  assert.equal(s.states.at(-1)!.condition, "lost");
  s.server.happen("a", "progress", { step: 1 });
  s.server.mute = false;
  await s.world.pass(30_000);
  assert.equal(s.state, "live: live, direct");
  assert.deepEqual(told, ["snapshot 0", "progress 1"]);
});

scene("fifteen seconds without a sign of life are the end of a stream", "direct", async (s) => {
  s.use();
  s.follow("a");
  await s.world.pass(10);
  const [first] = s.world.live;
  for (let time = 0; time < 60; time += 5) {
    await s.world.pass(5000);
    first.message("ping", {});
  }
  assert.equal(s.world.live[0], first);
  await s.world.pass(15_500);
  assert.notEqual(s.world.live[0], first);
});

scene("what has no id of its own moves no cursor, though the browser repeats the last one", "direct", async (s) => {
  s.use();
  const told = s.follow("a");
  s.follow("b");
  await s.world.pass(10_000);
  s.server.happen("a", "progress", { step: 1 });
  s.server.happen("b", "progress", { step: 2 });
  s.world.live[0].message("waiting", { session_id: "a", session_state: "idle", message: "ready" });
  s.world.live[0].message("rotate", {});
  await s.world.pass(1);
  assert.match(s.world.live[0].url, /s=a%3Ae1%3A1&s=b%3Ae1%3A2$/);
  assert.deepEqual(told, ["snapshot 0", "progress 1", "waiting"]);
});

scene("an unknown session is told to who follows it, and harms no other", "direct", async (s) => {
  s.use();
  const lost = s.follow("x"), told = s.follow("a");
  await s.world.pass(10);
  s.server.happen("a", "progress", { step: 1 });
  s.world.live[0].message("error", { session_id: "x", error: "UnknownSession", detail: "no session x", line: null });
  s.server.happen("a", "progress", { step: 2 });
  assert.equal(lost.at(-1), "error");
  assert.deepEqual(told, ["snapshot 0", "progress 1", "progress 2"]);
  s.world.live[0].message("rotate", {});
  await s.world.pass(10);
  assert.equal(lost.at(-1), "snapshot 2", "should it come back, then as a whole");
  assert.deepEqual(told, ["snapshot 0", "progress 1", "progress 2"]);
});

scene("what is no JSON ends the stream, not the page", "direct", async (s) => {
  s.use();
  s.follow("a");
  await s.world.pass(10);
  const [first] = s.world.live;
  first.message("progress", "{");
  await s.world.pass(1000);
  assert.notEqual(s.world.live[0], first);
});

scene("however often the wire is cut, nothing is lost and nothing comes twice", "proxy", async (s) => {
  let seed = 5;
  const dice = (sides: number) => (seed = seed * 48271 % 2147483647) % sides;
  s.use();
  const told = s.follow("a");
  await s.world.pass(10);
  for (let step = 1; step <= 400; step++) {
    s.server.happen(dice(3) ? "a" : "b", "progress", { step });
    const what = dice(12);
    if (what === 0) s.world.live[0]?.lose();
    if (what === 1) s.world.live[0]?.message("rotate", {});
    if (what === 2) s.follow("b");
    if (what === 3) s.world.sign("left");
    if (what < 7) s.world.sign("back");
    if (what < 9) await s.world.pass(dice(700));
  }
  s.world.sign("back");
  await s.world.pass(20_000);
  const expected = s.server.journal.filter(({ session }) => session === "a").map(({ data }) => `progress ${data.step}`);
  assert.deepEqual(told.filter((one) => one.startsWith("progress")), expected);
  assert.ok(s.world.sources.length > 30);
});

scene("a page that is left says good-bye, and goes on where it was when it is back", "proxy", async (s) => {
  s.use();
  const told = s.follow("a");
  await s.world.pass(10);
  s.server.happen("a", "progress", { step: 1 });
  s.world.sign("left");
  assert.equal(s.world.live.length, 0);
  assert.match(s.world.beacons[0], /\/proxy\/5000\/api\/sa\/bye\?c=page-[a-z0-9]+&key=secret$/);
  s.server.happen("a", "progress", { step: 2 });
  await s.world.pass(60_000);
  assert.equal(s.world.live.length, 0);
  s.world.sign("back");
  await s.world.pass(10);
  assert.deepEqual(told, ["snapshot 0", "progress 1", "progress 2"]);
});

scene(
  "where other pages hold all places on the proxy, events take the comm and commands the proxy",
  "proxy",
  async (s) => {
    s.world.places = 0;
    s.use();
    s.follow("a");
    await s.world.pass(10);
    const [{ watch }] = s.model.sentWith("watch");
    s.model.say({ for: watch, events: [] });
    assert.equal(s.path, "comm");
    assert.match(s.state, /other tabs/);
    await s.link.ask("POST", "a/start");
    assert.equal(s.server.asked.at(-1)!.path, `api/sa/a/start?c=${watch}`);
    s.world.places = 1;
    await s.world.pass(80_000);
    assert.equal(s.path, "proxy");
    assert.equal(s.world.places, 0);
    assert.equal(s.model.sentWith("unwatch").at(-1)!.unwatch, watch);
    s.page.abort();
    assert.equal(s.world.places, 1);
  },
);

scene("five minutes without a run end the stream through a proxy, and a command wakes it", "proxy", async (s) => {
  s.use();
  const told = s.follow("a");
  await s.world.pass(10);
  s.server.happen("a", "state", { session_state: "running" });
  const live = setIntervalOf(s, 4000);
  await live(400_000);
  assert.equal(s.world.live.length, 1, "what runs is watched");
  s.server.happen("a", "state", { session_state: "paused" });
  await live(280_000);
  assert.equal(s.world.live.length, 1);
  await live(40_000);
  assert.equal(s.world.live.length, 0);
  assert.equal(s.world.beacons.length, 1);
  assert.match(s.state, /^live: at rest/);
  assert.equal(s.world.places, 3);
  s.server.happen("a", "progress", { step: 9 });
  await s.link.ask("POST", "a/start");
  await s.world.pass(10);
  assert.equal(told.at(-1), "progress 9");
  assert.equal(s.state, "live: live, through the proxy");
});

/** Lets time go by with a server that pings. */
function setIntervalOf(s: Scene, period: number): (time: number) => Promise<void> {
  return async (time) => {
    for (let gone = 0; gone < time; gone += period) {
      await s.world.pass(period);
      s.world.live[0]?.message("ping", {});
    }
  };
}

for (const sign of ["touched", "back", "online"] as const) {
  scene(`a page at rest wakes when it is ${sign}`, "proxy", async (s) => {
    s.use();
    s.follow("a");
    await setIntervalOf(s, 4000)(330_000);
    assert.equal(s.world.live.length, 0);
    s.world.sign(sign);
    await s.world.pass(10);
    assert.equal(s.world.live.length, 1);
  });
}

scene("a page at rest wakes when a cell starts the run", "proxy", async (s) => {
  s.use();
  s.follow("a");
  await setIntervalOf(s, 4000)(330_000);
  s.model.say({ beat: true });
  await s.world.pass(10);
  assert.equal(s.world.live.length, 1);
});

scene("a direct page keeps nobody awake, and does not rest", "direct", async (s) => {
  s.use();
  s.follow("a");
  await setIntervalOf(s, 4000)(600_000);
  assert.equal(s.world.live.length, 1);
});

for (const way of ["direct", "proxy", "none"] as const) {
  scene(`a restarted kernel is told of, with what to do, and not looked for (${way})`, way, async (s) => {
    s.use();
    s.follow("a");
    await s.world.pass(10_000);
    s.server.mute = way === "direct"; // a proxy answers in its place
    if (way === "proxy") s.server.instead = new Response("refused", { status: 500 });
    s.model.die();
    for (const source of s.world.live) source.lose();
    await s.world.pass(3000);
    assert.equal(
      s.state,
      "gone: The kernel was restarted and has forgotten everything: run the cells again, from the top of the notebook.",
    );
    const asked = s.world.fetched.length;
    await s.world.pass(600_000);
    assert.equal(s.world.fetched.length, asked);
  });
}

scene("a kernel that takes its time to die is found out as soon as it is dead", "direct", async (s) => {
  s.use();
  s.follow("a");
  await s.world.pass(10_000);
  s.model.die();
  await s.world.pass(1000);
  assert.equal(s.states.at(-1)!.condition, "live");
  s.server.mute = true;
  s.world.live[0].lose();
  await s.world.pass(400);
  assert.equal(s.states.at(-1)!.condition, "gone");
});

scene("a notebook that only lost its own connection stays live over HTTP", "proxy", async (s) => {
  s.use();
  const told = s.follow("a");
  await s.world.pass(10_000);
  s.model.die();
  await s.world.pass(1000);
  s.server.happen("a", "progress", { step: 1 });
  assert.equal(s.state, "live: live, through the proxy");
  assert.deepEqual(told, ["snapshot 0", "progress 1"]);
});

scene("a network that is away is called so, and the panel comes back by itself", "proxy", async (s) => {
  s.use();
  s.follow("a");
  await s.world.pass(10_000);
  s.server.mute = true;
  s.model.die();
  s.world.live[0].lose();
  await s.world.pass(5000);
  assert.match(s.state, /^lost: .*Jupyter does not answer/);
  s.server.mute = false;
  await s.world.pass(20_000);
  assert.equal(s.state, "live: live, through the proxy");
});

scene("a key that is refused is told in the server's words", "proxy", async (s) => {
  const link = s.widget(null), states: LinkState[] = [];
  s.server.refuses = { status: 401, error: "Unauthorized", detail: "the key is wrong" };
  s.server.begin = (source) => source.lose();
  s.use(link);
  s.follow("a", link);
  link.watch((state) => states.push(state), s.page.signal);
  await s.world.pass(5000);
  assert.deepEqual([states.at(-1)!.condition, states.at(-1)!.message], ["gone", "the key is wrong"]);
});

scene("a proxy that keeps streams back is left for the comm", "proxy", async (s) => {
  s.server.streams = false;
  s.use();
  s.follow("a");
  await s.world.pass(60_000);
  const watch = s.model.sentWith("watch").at(-1);
  assert.ok(watch);
  s.model.say({ for: watch.watch, events: [] });
  assert.equal(s.path, "comm");
});

scene("who watches over the comm says again and again what has arrived, and hears nothing twice", "none", async (s) => {
  s.use();
  const told = s.follow("a");
  await s.world.pass(10);
  const [{ watch }] = s.model.sentWith("watch"), say = (...events: unknown[]) => s.model.say({ for: watch, events });
  const progress = (step: number) => ["progress", { session_id: "a", step }, `e1:${step}`];
  say(["snapshot", { session_id: "a", step: 1 }, "e1:1"], progress(2));
  await s.world.pass(11_000);
  assert.deepEqual(s.model.sentWith("watch").at(-1)!.cursors, { a: "e1:2" });
  say(progress(2), progress(3));
  s.model.say({ for: "another page", events: [progress(4)] });
  say(["snapshot", { session_id: "a", step: 9 }, "e1:9"], ["complete", { session_id: "a", step: 9 }, "e1:9"]);
  say(["complete", { session_id: "a", step: 9 }, "e1:9"]);
  assert.deepEqual(told, ["snapshot 1", "progress 2", "progress 3", "snapshot 9", "complete 9"]);
  const times = s.model.sentWith("watch").length;
  await s.world.pass(60_000);
  assert.ok(s.model.sentWith("watch").length >= times + 3, "at least every twenty seconds");
});

scene("a kernel that does not answer over the comm is said to be busy, until it does", "none", async (s) => {
  s.use();
  s.follow("a");
  await s.world.pass(11_000);
  assert.match(s.state, /^lost: .*busy.*run the cells again/);
  s.model.say({ answer: s.model.sentWith("ask").at(-1)!.ask, status: 200, body: {} });
  assert.equal(s.states.at(-1)!.condition, "live");
});

scene("a way over HTTP that turns up later is taken, without a gap", "none", async (s) => {
  s.use();
  const told = s.follow("a");
  await s.world.pass(10);
  const [{ watch }] = s.model.sentWith("watch");
  s.server.happen("a", "progress", { step: 1 });
  s.model.say({ for: watch, events: [["snapshot", { session_id: "a", step: 1 }, "e1:1"]] });
  s.server.happen("a", "progress", { step: 2 });
  s.world.servers.set(PROXY, s.server);
  await s.world.pass(90_000);
  assert.equal(s.path, "proxy");
  assert.deepEqual(told, ["snapshot 1", "progress 2"]);
  s.model.say({ for: watch, events: [["progress", { session_id: "a", step: 2 }, "e1:2"]] });
  assert.equal(told.length, 2, "what the comm brings late is not told again");
});

scene(
  "a command goes over HTTP with the key in its header and the page's name, and is not in the address",
  "direct",
  async (s) => {
    s.use();
    await s.world.pass(10);
    await s.link.ask("POST", "a/step", { until: "accepted" });
    const { method, path, body, key } = s.server.asked[0];
    assert.deepEqual([method, body, key], ["POST", { until: "accepted" }, "secret"]);
    assert.match(path, /^api\/sa\/a\/step\?c=page-/);
    assert.ok(!path.includes("secret"));
  },
);

scene("a question keeps its own query", "direct", async (s) => {
  s.use();
  await s.world.pass(10);
  await s.link.ask("GET", "depict?smiles=CC");
  await s.link.ask("GET", "");
  assert.deepEqual(s.server.asked.map(({ path }) => path), ["api/sa/depict?smiles=CC", "api/sa"]);
});

scene("who asks before a way is found is answered by it", "direct", async (s) => {
  s.use();
  const answer = s.link.ask("GET", "vocabulary");
  await s.world.pass(10);
  assert.deepEqual(await answer, { status: "done" });
  assert.equal(s.model.sentWith("ask").length, 0);
});

scene("a refusal comes in the server's words", "direct", async (s) => {
  s.use();
  await s.world.pass(10);
  s.server.refuses = { status: 400, error: "NotAllowed", detail: "it is running already" };
  await assert.rejects(s.link.ask("POST", "a/start"), (error: Refused) => {
    return error instanceof Refused && error.message === "it is running already" && error.status === 400;
  });
});

scene("when HTTP fails a command takes the comm", "proxy", async (s) => {
  s.use();
  s.follow("a");
  await s.world.pass(10_000);
  s.server.mute = true;
  const answer = s.link.ask("POST", "a/pause");
  await s.world.pass(10);
  const { ask, method, path } = s.model.sentWith("ask")[0];
  assert.deepEqual([method, (path as string).split("?")[0]], ["POST", "a/pause"]);
  s.model.say({ answer: ask, status: 200, body: { status: "paused" } });
  assert.deepEqual(await answer, { status: "paused" });
});

scene("when nothing works a command is refused with what to do", "none", async (s) => {
  s.use();
  s.follow("a");
  s.model.die();
  await s.world.pass(3000);
  await assert.rejects(s.link.ask("POST", "a/pause"), {
    message:
      "The kernel was restarted and has forgotten everything: run the cells again, from the top of the notebook.",
  });
});

scene("another server of the kernel's is followed without the panel noticing", "direct", async (s) => {
  s.use();
  const told = s.follow("a"), next = new FakeServer("them", "other");
  next.epoch = "e2";
  await s.world.pass(10);
  s.server.happen("a", "progress", { step: 1 });
  s.world.servers.set("http://127.0.0.1:6000/", next);
  s.use(s.link, { port: 6000, instance: "them", key: "other" });
  await s.world.pass(10);
  next.happen("a", "progress", { step: 7 });
  assert.deepEqual(told, ["snapshot 0", "progress 1", "snapshot 0", "progress 7"]);
  assert.equal(s.world.live.length, 1);
});

scene("what nobody follows any more is not followed on another server either", "direct", async (s) => {
  const view = new AbortController(), { told, hear } = noting(), next = new FakeServer("them", "other");
  s.use();
  s.follow("a");
  s.link.follow("b", hear, view.signal);
  await s.world.pass(10);
  view.abort();
  s.world.servers.set("http://127.0.0.1:6000/", next);
  s.use(s.link, { port: 6000, instance: "them", key: "other" });
  await s.world.pass(10);
  assert.deepEqual([...s.world.live[0].follows], ["a"]);
  assert.deepEqual(told, ["snapshot 0"]);
});

scene("a panel without its kernel says so", "none", async (s) => {
  await settled();
  assert.match(s.state, /^gone: .*run the cell/);
  await assert.rejects(s.link.ask("GET", "vocabulary"), Refused);
  s.use();
});

scene("a session that nobody follows any more is left out of the next stream", "direct", async (s) => {
  const view = new AbortController();
  s.use();
  s.follow("a");
  s.link.follow("b", (_: SessionEvent) => {}, view.signal);
  await s.world.pass(10);
  view.abort();
  s.world.live[0].message("rotate", {});
  await s.world.pass(10);
  assert.deepEqual([...s.world.live[0].follows], ["a"]);
});
