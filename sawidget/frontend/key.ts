// The key of a page's address: kept out of sight, of the history and of what is copied from the address bar.

const STORED = "sawidget key";
/** Follows from the key, and not the other way round; the server makes it in the same way. */
const WATCH = "sawidget: watch only";

/** The key that the page was opened with, in this tab, now or before; "" without one. */
export function takeKey(): string {
  const address = new URL(location.href), given = address.searchParams.get("key");
  if (given === null) return sessionStorage.getItem(STORED) ?? "";
  sessionStorage.setItem(STORED, given);
  address.searchParams.delete("key");
  history.replaceState(null, "", address);
  return given;
}

/** The key for those who may only watch; null where the browser computes nothing, which is on plain http from afar. */
export async function watchKey(key: string): Promise<string | null> {
  if (!key || !globalThis.crypto?.subtle) return null;
  const bytes = (text: string) => new TextEncoder().encode(text);
  const secret = await crypto.subtle.importKey("raw", bytes(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const made = new Uint8Array(await crypto.subtle.sign("HMAC", secret, bytes(WATCH)));
  return [...made].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
