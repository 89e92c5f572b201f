import { afterEach, beforeEach, expect, test } from "vitest";
import { Controller, start } from "../controller";

const told: string[] = [];

class Probe extends Controller {
  override connect(): void {
    told.push(`in ${this.element.id}`);
    this.on(document, "ping", () => told.push(`ping ${this.element.id}`));
  }

  override disconnect(): void {
    told.push(`out ${this.element.id}`);
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
let stop: () => void;
let load: () => void;

class Slow extends Controller {
  override connect(): Promise<void> {
    return new Promise((resolve) => {
      load = resolve;
    });
  }
}

beforeEach(() => {
  told.length = 0;
  document.body.innerHTML = '<p id="a" data-controller="probe other"></p>';
  stop = start({ probe: Probe, slow: Slow });
});
afterEach(() => stop());

test("what is on the page is connected, once", () => {
  expect(told).toEqual(["in a"]);
});

test("what comes later is connected, also inside other things", async () => {
  document.body.insertAdjacentHTML("beforeend", '<div><p id="b" data-controller="probe"></p></div>');
  await settled();
  expect(told).toEqual(["in a", "in b"]);
});

test("what goes is disconnected, and its listeners with it", async () => {
  document.getElementById("a")?.remove();
  await settled();
  document.dispatchEvent(new Event("ping"));
  expect(told).toEqual(["in a", "out a"]);
});

test("what is only moved stays connected", async () => {
  const box = document.body.appendChild(document.createElement("div"));
  box.append(document.getElementById("a") as HTMLElement);
  await settled();
  document.dispatchEvent(new Event("ping"));
  expect(told).toEqual(["in a", "ping a"]);
});

test("a name given later connects", async () => {
  document.body.insertAdjacentHTML("beforeend", '<p id="c"></p>');
  document.getElementById("c")?.setAttribute("data-controller", "probe");
  await settled();
  expect(told).toEqual(["in a", "in c"]);
});

test("the page is ready once what loads its code stands", async () => {
  const isReady = (): boolean => document.documentElement.hasAttribute("data-ready");
  expect(isReady()).toBe(true);
  stop();
  delete document.documentElement.dataset.ready;
  document.body.insertAdjacentHTML("beforeend", '<p data-controller="slow"></p>');
  stop = start({ probe: Probe, slow: Slow });
  expect(isReady()).toBe(false);
  load();
  await settled();
  expect(isReady()).toBe(true);
});
