// What is wrong with a page as a browser shows it: complaints, things that hang over the edge, and barriers for people who see or
// point badly (axe-core, WCAG 2 A and AA).

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import type { Window } from './chromium.js';
import { allThere } from './rooms.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The pages have no frames, and axe need not fetch the style sheets once more. */
const QUICK = { resultTypes: ['violations'], preload: false, iframes: false };
const WCAG_AA = { ...QUICK, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] };
/** The themes differ in nothing else. */
const OF_COLOURS = { ...QUICK, runOnly: ['color-contrast', 'link-in-text-block'] };

export type Theme = 'dark' | 'light';

/** Opens the page and looks at it in each theme; each fault is a sentence that begins with the path. */
export async function faultsOf(
  { page, complaints }: Window,
  path: string,
  themes: readonly Theme[] = ['dark', 'light'],
): Promise<string[]> {
  complaints.length = 0;
  await page.emulateMedia({ colorScheme: themes[0]! });
  const answer = await page.goto(path);
  const found = answer!.status() >= 500 ? [`status ${answer!.status()}`] : [];
  await allThere(page);
  found.push(...(await faultsHere(page, themes)));
  // The browser itself notes the status of a page that tells of a mistake.
  found.push(...complaints.filter((complaint) => answer!.ok() || !complaint.includes('Failed to load resource')));
  return found.map((fault) => `${path}: ${fault}`);
}

/** What is wrong with the page as it stands. */
export async function faultsHere(page: Page, themes: readonly Theme[] = ['dark', 'light']): Promise<string[]> {
  const found = await overflowOf(page);
  for (const [n, theme] of themes.entries()) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-bs-theme="${theme}"]`).waitFor();
    found.push(...(await barriersOf(page, n === 0 ? WCAG_AA : OF_COLOURS)).map((fault) => `${theme} theme: ${fault}`));
  }
  return found;
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
