import { it } from 'vitest';
import { startHouse } from './house.js';
it('looks', async () => {
  const house = await startHouse(['admin'], {
    LANWARDEN_LISTEN__TLS__ENABLED: 'true',
    LANWARDEN_LISTEN__TLS__SELF_SIGNED: 'true',
    LANWARDEN_LISTEN__HTTP__REQUIRE_KEY: 'true',
  });
  const shots = async (names: [string, string][]) => {
    for (const [name, path] of names)
      for (const [width, scheme] of [
        [1280, 'light'],
        [390, 'light'],
        [1280, 'dark'],
        [390, 'dark'],
      ] as const) {
        const w = await house.open(path, { as: 'admin', viewport: { width, height: 900 }, colorScheme: scheme });
        await w.page.waitForTimeout(700);
        await w.page.screenshot({ path: `/tmp/look/${name}-${width}-${scheme}.png`, fullPage: !path.startsWith("/events") });
        await w.close();
      }
  };
  await shots([
    ['empty-events', '/events'],
    ['empty-connect', '/system/connect'],
    ['empty-ledger', '/system/ledger'],
  ]);
  const at = (ago: number) => new Date(Date.now() - ago).toISOString();
  const lines = [];
  for (let n = 0; n < 60; n++)
    lines.push(
      `<38>1 ${at(n * 23 * 60_000 + 42_000)} ${n % 3 ? 'web' : 'a-host-with-a-long-name.example.com'} sshd 42 - - Failed password for invalid user mallory from 203.0.113.${n} port 4711 ssh2`,
    );
  for (let n = 0; n < 8; n++)
    lines.push(
      `<38>1 ${at(n * 1_000)} pc${n} sudo - - - alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/bin/id`,
    );
  await house.sendAndStore(lines, '');
  const w = await house.open('/events', { as: 'admin' });
  const href = await w.page.locator('.ev-open').first().getAttribute('href');
  await w.close();
  await shots([
    ['events', '/events'],
    ['event', href!],
    ['connect', '/system/connect'],
    ['health', '/system'],
    ['ledger', '/system/ledger'],
    ['mistake', '/events?q=(a'],
    ['live', '/live?q=(a'],
  ]);
  const t = await house.open('/users/tokens', { as: 'admin' });
  await t.page.getByLabel('Name').fill('nas');
  await t.page.getByLabel('Source').fill('nas');
  await t.page.getByRole('button', { name: 'Create' }).click();
  await t.page.getByRole('button', { name: 'Copy the token' }).click();
  await t.page.waitForTimeout(300);
  await t.page.screenshot({ path: '/tmp/look/token.png' });
  console.log(await t.page.locator('.lw-copy-row').textContent(), t.complaints);
  await house.close();
}, 300_000);
