// What is wrong with a page as a browser shows it: complaints, things that hang over the edge, and barriers for people who see or
// point badly (axe-core, WCAG 2 A and AA).

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import type { Window } from './chromium.js';
import { allThere } from './rooms.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG_AA = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'] };
/** The themes differ in nothing else. */
const OF_COLOURS = { runOnly: ['color-contrast', 'link-in-text-block'], resultTypes: ['violations'] };

/** Opens the page, dark first, then light; each fault is a sentence that begins with the path. */
export async function faultsOf({ page, complaints }: Window, path: string): Promise<string[]> {
  complaints.length = 0;
  await page.emulateMedia({ colorScheme: 'dark' });
  const answer = await page.goto(path);
  const found = answer!.status() >= 500 ? [`status ${answer!.status()}`] : [];
  await allThere(page);
  found.push(...(await overflowOf(page)), ...(await barriersOf(page)));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('html[data-bs-theme="light"]').waitFor();
  found.push(...(await barriersOf(page, OF_COLOURS)).map((barrier) => `in the light theme, ${barrier}`));
  // The browser itself notes the status of a page that tells of a mistake.
  found.push(...complaints.filter((complaint) => answer!.ok() || !complaint.includes('Failed to load resource')));
  return found.map((fault) => `${path}: ${fault}`);
}

/** What makes the page wider than the screen. */
export function overflowOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll('body *')].filter(
      (each) => each.getBoundingClientRect().right > clientWidth + 1,
    );
    const names = wide.slice(-3).map((each) => `${each.tagName}.${each.getAttribute('class')}`);
    return [`${scrollWidth} wide on a screen of ${clientWidth}: ${names.join(' ')}`];
  });
}

/** Serious and critical violations, each with the first element that it was found at. */
export async function barriersOf(page: Page, rules: object = WCAG_AA): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  type Axe = { readonly axe: { run(rules: object): Promise<AxeResults> } };
  const { violations } = await page.evaluate((asked) => (globalThis as unknown as Axe).axe.run(asked), rules);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ help, nodes }) =>
        `${help}: ${nodes.length} times, first ${nodes[0]!.target.join(' ')} ${nodes[0]!.any[0]?.message ?? ''}`,
    );
}
