import { request } from "../../page";

/** Ask the server what follows from a text: a key, forms that go with a number, what is wrong. Nothing when it is silent. */
export async function suggestion(
  address: string,
  text: string,
  signal: AbortSignal,
  as?: string,
): Promise<Record<string, string>> {
  const url = new URL(address, location.href);
  url.searchParams.set("text", text);
  if (as) url.searchParams.set("as", as);
  const answer = await request(url.href, { signal }).catch(() => null);
  return answer?.ok ? ((await answer.json()) as Record<string, string>) : {};
}
