import { chromium } from 'playwright-core';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync'] });
const base = 'http://localhost:20800';
const pages = process.argv.slice(2);
for (const [name, viewport, colorScheme] of [['wide-light', { width: 1280, height: 900 }, 'light'], ['narrow-dark', { width: 390, height: 844 }, 'dark']]) {
  const context = await browser.newContext({ viewport, colorScheme });
  const page = await context.newPage();
  page.on('console', (m) => m.type() === 'error' && console.log('console', m.text()));
  page.on('pageerror', (e) => console.log('pageerror', e.message));
  await page.goto(`${base}/login`);
  await page.fill('input[name=name]', 'admin'); await page.fill('input[name=password]', 'correct horse battery'); await page.press('input[name=password]', 'Enter');
  await page.waitForURL((u) => !u.pathname.startsWith('/login'));
  for (const each of pages) {
    const [path, label] = each.split('=');
    const t = Date.now();
    await page.goto(base + path.replace(/~/g, '=')); 
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    console.log(name, path, Date.now() - t, 'ms', over > 0 ? `OVERFLOW ${over}` : '');
    await page.waitForTimeout(300);
    await page.screenshot({ path: `/tmp/h8/${label}-${name}.png`, fullPage: label.endsWith('full') });
  }
  await context.close();
}
await browser.close();
