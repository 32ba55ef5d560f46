import assert from "node:assert/strict";
import { routes } from "../../sawidget/frontend/route.ts";
import { FakeWorld } from "./fakes.ts";

function ways(href: string, baseUrl: string | null): string[] {
  const world = new FakeWorld();
  Object.assign(world, { href, baseUrl });
  return routes(world, 5000).map(({ path, base }) => `${path} ${base}`);
}

Deno.test("a page on loopback tries the server itself first, then the proxy", () => {
  for (const host of ["localhost:8888", "127.0.0.1:8888", "[::1]:8888", "127.1.2.3", "lab.localhost"]) {
    const found = ways(`http://${host}/lab/tree/a.ipynb?reset`, "/");
    assert.deepEqual(found, ["direct http://127.0.0.1:5000/", `proxy http://${host}/proxy/5000/`]);
  }
});

Deno.test("a page from elsewhere has the proxy alone, below its hub's prefix", () => {
  const found = ways("https://hub.example/user/ann/lab", "/user/ann/");
  assert.deepEqual(found, ["proxy https://hub.example/user/ann/proxy/5000/"]);
  for (const host of ["localhost.example", "127.0.0.1.example", "example.org"]) {
    assert.equal(ways(`http://${host}/`, "/").length, 1);
  }
});

Deno.test("a page that is not Jupyter's has no proxy", () => {
  assert.deepEqual(ways("vscode-webview://abc/index.html", null), []);
});
