import { requestData } from "../../page";

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
  return (await requestData<Record<string, string>>(url, signal)) ?? {};
}
