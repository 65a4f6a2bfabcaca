// Whether the preview can be used by all: axe-core's rules of WCAG 2.2 AA on each of its pages, a walk by keyboard alone, and that
// a page follows what is saved.
//
// Usage: node preview.mjs PROGRAM AREA FOLDER, where FOLDER has node_modules with playwright-core and axe-core.
//
// AREA is copied and the copy is watched, with Chromium headless. Each page is looked at wide and 320 pixels wide, in light, dark and
// forced colours: it must break no rule, need no sideways scrolling, ask nothing of any other computer, and have no errors. A
// page with known faults must be found faulty. Exit code 1 if anything fails.

import { execSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";

const [program, sample, modules] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), "x.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const LONG = 120000;
const faults = [];
const check = (holds, what) => {
  if (!holds) faults.push(what);
};

const folder = mkdtempSync(join(tmpdir(), "boardpack-preview-"));
const area = join(folder, basename(sample));
cpSync(sample, area, { recursive: true });
const settings = join(area, "boardpack.toml");
const sound = readFileSync(settings, "utf8");

// The program, and the lines that it has printed.
const watched = spawn(resolve(program), ["watch", area], { cwd: folder });
let said = "";
watched.stdout.on("data", (piece) => (said += piece));
watched.stderr.on("data", (piece) => (said += piece));
const until = async (holds, what) => {
  for (let tried = 0; tried < LONG / 100; tried += 1) {
    const found = await holds();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`waited in vain: ${what}; it said: ${said}`);
};

const browser = await chromium.launch({
  executablePath: execSync("command -v chromium || command -v chromium-browser || command -v google-chrome", { shell: "/bin/sh" })
    .toString()
    .trim(),
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

const open = async (root, looks) => {
  const context = await browser.newContext(looks);
  const page = await context.newPage();
  page.on("pageerror", (why) => faults.push(`a script fails: ${why}`));
  page.on("console", (message) => {
    // One page is asked for that is not there.
    if (message.location().url.endsWith("/nowhere")) return;
    if (["error", "warning"].includes(message.type())) faults.push(`the browser says: ${message.text()} (${message.location().url})`);
  });
  page.on("request", (request) => check(request.url().startsWith(root), `it asks for ${request.url()}`));
  return page;
};

const judged = (page) => page.evaluate(async (rules) => {
  const found = [];
  const result = await axe.run(document, { runOnly: { type: "tag", values: rules } });
  for (const rule of result.violations) {
    found.push(`${rule.id}: ${rule.help}: ${rule.nodes.length} times, first ${rule.nodes[0].html.slice(0, 200)}`);
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} pixels wide, ${clientWidth} are there`);
  for (const box of document.querySelectorAll("body *")) {
    const scrolls = box.scrollWidth > box.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(box).overflowX);
    if (scrolls && box.tabIndex < 0) found.push(`the keyboard cannot scroll ${box.outerHTML.slice(0, 160)}`);
  }
  return { found, rules: result.passes.length };
}, RULES);

// What has the focus, and whether that can be seen.
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const isSeen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && box.width > 0 && box.right > 0;
  return { id: element.id, name: element.tagName, top: Math.round(box.top + scrollY), isSeen };
});

// Presses Tab until the end of the page, and gives what was reached.
const walk = async (page) => {
  const reached = [];
  for (let pressed = 0; pressed < 200; pressed += 1) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    if (at.name === "BODY" || (reached.length && at.id === reached[0].id)) break;
    check(at.isSeen, `the focus on ${at.name} ${at.id} cannot be seen (${page.url()})`);
    reached.push(at);
  }
  return reached;
};

try {
  const root = await until(() => /http:\/\/127\.0\.0\.1:\d+\/\w+\//.exec(said)?.[0], "an address");
  const first = await open(root, { viewport: { width: 1280, height: 900 } });
  await first.goto(root);
  // The page was open before there were papers; it shows them without being asked.
  await first.waitForSelector(".card", { timeout: LONG });
  const papers = await first.$$eval(".card a", (links) => links.map((link) => link.pathname));
  check(papers.length > 3, `only ${papers.length} papers are listed`);

  // Each page, as it may be looked at.
  const below = new URL(root).pathname;
  const paths = ["", "findings", "columns", "explain/green-but-overdue", "nowhere"];
  for (const paper of papers) {
    const at = paper.slice(below.length).replace(/1$/, "");
    paths.push(`${at}1`, `${at}3`, `${at}read`);
  }
  const looks = [
    { viewport: { width: 1280, height: 900 } },
    { viewport: { width: 320, height: 700 } },
    { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
    { viewport: { width: 1280, height: 900 }, forcedColors: "active" },
  ];
  let looked = 0;
  for (const look of looks) {
    const page = await open(root, { ...look, bypassCSP: true });
    const which = `${look.viewport.width} pixels wide, ${look.colorScheme || look.forcedColors || "light"}`;
    for (const path of paths) {
      // The pages that every paper has are alike in other colours.
      if (looks.indexOf(look) > 1 && path.startsWith("paper/") && !path.startsWith(papers[0].slice(below.length, -1))) continue;
      await page.goto(root + path);
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      await page.addScriptTag({ content: axe });
      const { found, rules } = await judged(page);
      looked += 1;
      check(rules > 8, `${path}: only ${rules} rules were looked at`);
      faults.push(...found.map((fault) => `${path || "papers"}, ${which}: ${fault}`));
    }
    await page.context().close();
  }

  // By keyboard alone: what there is on the page is reached from the top to the bottom.
  const page = await open(root, { viewport: { width: 1280, height: 900 } });
  const press = async (key, id) => {
    await page.keyboard.press(key);
    await until(async () => (await focused(page)).id === id, `${key} leads to ${id}`);
  };
  await page.goto(root);
  let reached = await walk(page);
  check(reached.every((at, place) => at.name === "A" && (place === 0 || at.id)), "what is reached has a name to come back to");
  const ids = reached.map((at) => at.id);
  const all = await page.$$eval("a[href], summary, [tabindex='0']", (elements) => elements.map((element) => element.id));
  check(ids[0] === "skip" && ids[1] === "to-papers", `the walk begins with ${ids.slice(0, 3)}`);
  check(JSON.stringify(ids) === JSON.stringify(all), `the walk reaches ${ids}, there are ${all}`);
  await page.goto(root);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await until(async () => (await focused(page)).id === "main", "the skip link leads to the page");
  await page.keyboard.press("Tab");
  check((await focused(page)).id.startsWith("paper-"), "after the skip link comes the first paper");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#turning");
  await page.focus("#next");
  // The links turn pages and keep the focus; the arrow keys do the same, as far as there are pages.
  const at = () => page.textContent("#at");
  await page.keyboard.press("Enter");
  await until(async () => (await at()).startsWith("Page 2 of"), "Enter turns the page");
  check((await focused(page)).id === "next", "the focus stays on the link");
  await until(async () => (await page.textContent("#told")).startsWith("Page 2 of"), "the page is told");
  await page.keyboard.press("ArrowRight");
  await until(async () => (await at()).startsWith("Page 3 of"), "the right arrow turns the page");
  check(page.url().endsWith("/3"), `the address is ${page.url()}`);
  await page.keyboard.press("ArrowLeft");
  await until(async () => (await at()).startsWith("Page 2 of"), "the left arrow turns back");
  await page.keyboard.press("ArrowLeft");
  await until(async () => (await at()).startsWith("Page 1 of"), "the left arrow turns back");
  await page.keyboard.press("ArrowLeft");
  await page.goBack();
  await until(async () => (await at()).startsWith("Page 2 of"), "the browser's own way back turns back");
  await page.goto(page.url());
  reached = (await walk(page)).map((at) => at.id);
  for (const id of ["previous", "next", "all-pages", "words-of-page", "read"]) {
    check(reached.includes(id), `Tab does not reach ${id} on a paper's page: ${reached}`);
  }
  await page.focus("#all-pages");
  await page.keyboard.press("Enter");
  await press("Tab", "page-1");
  await page.focus("#words-of-page");
  await page.keyboard.press("Enter");
  await until(() => page.isVisible("#words .words"), "Enter opens the words of the page");
  check((await page.textContent("#words .words")).length > 200, "the words of the page are there");

  // Live: a marking that all pages print is changed; the page follows, tells it, and leaves focus and place as they were.
  await page.evaluate(() => scrollTo(0, 300));
  const picture = () => page.getAttribute(".sheet img", "src");
  const before = await picture();
  writeFileSync(settings, sound.replace(/^marking = .*$/m, 'marking = "Official, seen anew"'));
  await until(async () => (await picture()) !== before, "the page follows what is saved");
  await until(async () => (await page.textContent("#told")).startsWith("Preview updated"), "the change is told");
  check((await focused(page)).id === "words-of-page", "the focus stays where it was");
  check(await page.isVisible("#words .words"), "what was opened stays open");
  check((await page.evaluate(() => scrollY)) === 300, "the place on the page stays");
  // A fault is shown and keeps the page; once it is mended it is gone.
  writeFileSync(settings, `${sound}\n[bord]\n`);
  await page.waitForSelector("#trouble", { timeout: LONG });
  check((await page.textContent("#state")).includes("bord"), "the fault is named");
  check(await page.isVisible(".sheet img"), "the last papers stay");
  const broken = await open(root, { viewport: { width: 320, height: 700 }, bypassCSP: true });
  await broken.goto(root);
  await broken.addScriptTag({ content: axe });
  faults.push(...(await judged(broken)).found.map((fault) => `with a fault: ${fault}`));
  await broken.context().close();
  writeFileSync(settings, sound);
  await until(async () => !(await page.$("#trouble")), "a fault that was mended is gone");

  // The policy holds: a script that is put into the page does not run.
  const ran = await page.evaluate(() => new Promise((done) => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    setTimeout(() => done(Boolean(window.ran)), 50);
  }));
  check(!ran, "a script in the page runs");
  faults.splice(0, faults.length, ...faults.filter((fault) => !/Executing inline script violates|Refused to execute inline script/.test(fault)));

  // A control: with its faults put in, a page is found faulty.
  const spoilt = await open(root, { viewport: { width: 320, height: 700 }, bypassCSP: true });
  await spoilt.goto(root);
  await spoilt.evaluate(() => {
    document.documentElement.removeAttribute("lang");
    document.querySelectorAll("img").forEach((image) => image.removeAttribute("alt"));
    document.querySelector("main").insertAdjacentHTML("beforeend", '<p style="width:2000px;color:#bbb">pale and wide</p>');
  });
  await spoilt.addScriptTag({ content: axe });
  const wrong = (await judged(spoilt)).found.join(" ");
  for (const fault of ["html-has-lang", "image-alt", "color-contrast", "pixels wide"]) {
    check(wrong.includes(fault), `the control is not found faulty: ${fault}`);
  }
  await spoilt.context().close();

  // It ends, and the page says so.
  watched.kill("SIGINT");
  await page.waitForSelector("#lost:not([hidden])", { timeout: LONG });
  faults.splice(0, faults.length, ...faults.filter((fault) => !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/.test(fault)));
  console.log(`${looked} views of ${paths.length} pages of the preview were looked at, and walked through by keyboard`);
} catch (why) {
  faults.push(String(why));
} finally {
  watched.kill("SIGKILL");
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) console.log(`  ${fault}`);
console.log(faults.length ? "the preview has faults" : "the preview passes axe-core's rules of WCAG 2.2 AA, follows what is saved, and needs no mouse");
process.exit(faults.length ? 1 : 0);
