import assert from "node:assert/strict";
import { Comm } from "../../sawidget/frontend/comm.ts";
import { Unreachable } from "../../sawidget/frontend/http.ts";
import { Refused } from "../../sawidget/frontend/link.ts";
import { FakeModel, FakeWorld, settled } from "./fakes.ts";

function opened(): { model: FakeModel; world: FakeWorld; comm: Comm; view: AbortController } {
  const model = new FakeModel(), world = new FakeWorld(), view = new AbortController();
  return { model, world, view, comm: new Comm(model, world, view.signal) };
}

Deno.test("every answer finds its question", async () => {
  const { model, comm } = opened();
  const one = comm.ask("GET", "a/status"), two = comm.ask("POST", "a/step", { n: 2 });
  const [first, second] = model.sent;
  assert.deepEqual(second, { ask: second.ask, method: "POST", path: "a/step", body: { n: 2 } });
  model.say({ answer: second.ask, status: 200, body: "second" });
  model.say({ answer: first.ask, status: 200, body: "first" });
  assert.deepEqual([await one, await two], ["first", "second"]);
});

Deno.test("pages that show the same widget hear each other's answers, and do not mistake them", async () => {
  const { model, comm, world } = opened();
  world.chance = 0.7;
  const other = new Comm(model, world, new AbortController().signal);
  let answered = 0;
  comm.ask("GET", "a/status").then(() => answered++);
  other.ask("GET", "a/status").then(() => answered++);
  assert.ok(Number.isSafeInteger(model.sent[0].ask) && Number.isSafeInteger(model.sent[1].ask));
  model.say({ answer: model.sent[0].ask, status: 200, body: 1 });
  await settled();
  assert.equal(answered, 1);
});

Deno.test("a refusal comes in the server's words", async () => {
  const { model, comm } = opened(), answer = comm.ask("POST", "a/start");
  const body = { error: "NotAllowed", detail: "it is running already", status_code: 400 };
  model.say({ answer: model.sent[0].ask, status: 400, body });
  await assert.rejects(answer, (error: Refused) => error.error === "NotAllowed" && error.status === 400);
});

Deno.test("who waits long is told why", async () => {
  const { world, comm } = opened(), answer = assert.rejects(comm.ask("POST", "a/start"), /busy with a cell/);
  await world.pass(30_000);
  await answer;
});

Deno.test("questions that were asked of a kernel that is gone are not left waiting", async () => {
  const { model, comm } = opened(), answer = assert.rejects(comm.ask("POST", "a/start"), Unreachable);
  model.die();
  await answer;
  await assert.rejects(comm.ask("POST", "a/start"), Unreachable);
  assert.equal(model.sent.length, 1);
  assert.equal(comm.alive, false);
});

Deno.test("a comm that throws when it is used is one that is gone", () => {
  const { model, comm, view } = opened();
  let ended = 0;
  comm.onended(() => ended++, view.signal);
  model.dead = true;
  comm.send({ watch: "me" });
  assert.deepEqual([comm.alive, ended], [false, 1]);
});

Deno.test("a widget that is taken away leaves nobody listening", () => {
  const { model, view } = opened();
  view.abort();
  assert.equal(model.listeners, 0);
});

Deno.test("messages that are none of ours do no harm", () => {
  const { model } = opened();
  for (const content of [{}, { answer: "x" }, { answer: 5 }, { events: 3, for: 4 }]) model.say(content);
});
