// A page that replays a run, out of the file that it is in.

import { Panel } from "./panel.ts";
import { Player } from "./parts/player.ts";
import { Recording } from "./recording.ts";

const recording = new Recording(JSON.parse(document.getElementById("recording")!.textContent!));
const { signal } = new AbortController();
const bar = new Player(recording, signal).node, without = ["theory", "landscape"]; // which ask a server
if (!recording.single) without.push("microscope");
document.querySelector("main")!.append(new Panel(recording, "recording", { bar, without }, signal).node);
