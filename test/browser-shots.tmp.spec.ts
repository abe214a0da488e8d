import { chromium } from 'playwright-core';
import { mkdtempSync } from 'node:fs';
import { it } from 'vitest';
import { sample } from './fixtures/modules/sample/index.js';
import { FIXTURE_MODULES, PASSWORD, startPortal } from './helpers/portal.js';

it('shoots', async () => {
  const portal = await startPortal({ modules: [sample], moduleDirs: [FIXTURE_MODULES] });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  const problems: string[] = [];
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) problems.push(`${page.url()} ${message.text()}`); });
  page.on('pageerror', (error) => problems.push(`${page.url()} ${error}`));
  const shoot = (name: string) => page.screenshot({ path: `/tmp/shots/${name}.png` });
  await page.goto(portal.url); await shoot('login-first-wide');
  await page.goto(portal.url + portal.setupPath()); await shoot('setup-wide');
  await page.fill('[name=password]', PASSWORD); await page.fill('[name=repeat]', PASSWORD); await page.click('button.btn-primary');
  await page.waitForURL('**/sample'); await shoot('home-wide');
  await page.goto(portal.url + '/users');
  for (const [name, role] of [['vera', 'viewer'], ['anna', 'analyst']] as const) {
    await page.fill('[name=name]', name); await page.fill('[name=password]', PASSWORD); await page.selectOption('[name=role]', role); await page.click('form[action="/users"] button.btn-primary');
    await page.waitForSelector('.alert-success');
  }
  await shoot('users-wide');
  await page.goto(portal.url + '/users/tokens'); await shoot('tokens-empty-wide');
  await page.fill('[name=name]', 'backup script'); await page.fill('[name=source]', 'web1'); await page.click('form[action="/users/tokens"] button.btn-primary'); await page.waitForSelector('.lw-secret');
  await shoot('token-created-wide');
  await page.click('details.lw-confirm summary'); await shoot('confirm-wide');
  await page.goto(portal.url + '/users/2'); await shoot('user-wide');
  await page.goto(portal.url + '/nowhere'); await shoot('404-wide');
  await page.goto(portal.url + '/api/docs'); await page.click('details summary'); await shoot('docs-wide');
  await page.keyboard.press('?'); await shoot('help-wide'); await page.keyboard.press('Escape');
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    for (const [size, width, height] of [['wide', 1280, 800], ['narrow', 390, 844]] as const) {
      await page.setViewportSize({ width, height });
      for (const path of ['users', 'users/tokens', 'profile', 'users/2', 'nowhere', 'api/docs']) {
        await page.goto(`${portal.url}/${path}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        if (overflow) problems.push(`overflow ${path} ${size}`);
        await shoot(`${path.replace('/', '-')}-${size}-${theme}`);
      }
      if (size === 'narrow') { await page.click('.lw-nav-toggle'); await shoot(`menu-${theme}`); }
    }
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(portal.url + '/profile'); await page.click('.lw-nav-toggle'); await page.click('.lw-who button'); await page.waitForURL('**/login'); await shoot('login-narrow-dark');
  await page.fill('[name=name]', 'admin'); await page.fill('[name=password]', 'wrong'); await page.click('button.btn-primary'); await shoot('login-wrong-narrow-dark');
  console.log('PROBLEMS', problems);
  await browser.close(); await portal.close();
}, 120_000);
