import { chromium } from 'playwright-core';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync'] });
const base = 'http://localhost:20800';
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
const page = await context.newPage();
page.on('console', (m) => m.type() === 'error' && console.log('console', m.text()));
page.on('pageerror', (e) => console.log('pageerror', e.message));
const shot = (name, full) => page.screenshot({ path: `/tmp/h8/try-${name}.png`, fullPage: !!full });
await page.goto(`${base}/login`);
await page.fill('input[name=name]', 'admin'); await page.fill('input[name=password]', 'correct horse battery'); await page.press('input[name=password]', 'Enter');
await page.waitForURL((u) => !u.pathname.startsWith('/login'));
await page.goto(base + '/system/plugins');
await page.locator('tr', { hasText: 'pihole' }).locator('summary').click(); await shot('confirm');
await page.locator('tr', { hasText: 'pihole' }).getByRole('button', { name: /off/ }).click();
await page.waitForSelector('text=is switched off.'); await page.waitForTimeout(2500); await page.reload(); await shot('off');
await page.locator('tr', { hasText: 'pihole' }).getByRole('button', { name: /on/ }).click(); await page.waitForTimeout(2500); await page.reload();
console.log('pihole state', await page.locator('tr', { hasText: 'pihole' }).first().innerText());
// keyboard
await page.keyboard.press('?'); await shot('help');
console.log('focused', await page.evaluate(() => document.activeElement.textContent));
await page.keyboard.press('g'); await page.keyboard.press('e'); await page.waitForTimeout(300); console.log('in dialog stays', page.url());
await page.keyboard.press('Escape');
for (const [k, w] of [['d','/dashboard'],['s','/sources'],['l','/live'],['h','/system'],['e','/events']]) { await page.keyboard.press('g'); await page.keyboard.press(k); await page.waitForURL((u) => u.pathname === w, { timeout: 5000 }); }
await page.goto(base + '/system/about'); await page.keyboard.press('/'); await page.waitForURL((u) => u.pathname === '/events'); console.log('/ leads to events');
// configuration: filter with script
await page.goto(base + '/system/configuration');
await page.keyboard.press('/'); await page.keyboard.type('udp'); await page.waitForFunction(() => !document.body.textContent.includes('portal.sessionHours'));
console.log('filtered', await page.locator('.lw-sys-setting').count());
await page.fill('#set-listen-udp-receiveBufferBytes', 'lots'); await page.fill('#set-listen-tcp-port', '').catch(() => {});
await page.getByRole('button', { name: 'Save' }).click(); await page.waitForSelector('.lw-sys-setting-invalid'); await shot('invalid');
await page.fill('#set-listen-udp-receiveBufferBytes', '16 MiB');
await page.getByRole('button', { name: 'Save' }).click(); await page.waitForSelector('text=Saved:'); await shot('saved');
await page.goto(base + '/system/configuration?show=waiting'); await shot('waiting');
await page.goto(base + '/system'); await shot('health');
await page.goto(base + '/system/configuration?q=bufferBytes'); await page.getByRole('button', { name: /Back to default/ }).click(); await page.waitForSelector('text=is back to its default');
await page.goto(base + '/system/plugins/dashboard'); await page.locator('summary').first().click(); await shot('plugin');
await page.getByRole('button', { name: /Switch Dashboard off/ }).click(); await page.goto(base + '/dashboard'); await shot('module-off');
await page.getByRole('link', { name: 'Switch it on' }).click(); await page.getByRole('button', { name: /on$/ }).click(); await page.waitForSelector('text=is switched on');
await context.close(); await browser.close();
