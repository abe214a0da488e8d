// A house at its worst: everything in it that a person or a device can name is as long or as hostile as it may be.

import { alarm, type Alarm } from './hostile-alerts.js';
import { type House, PASSWORD } from './house.js';

const SCRIPT = '<script>alert(1)</script>';
const IMAGE = `"><img src=x onerror="window.hacked=1;alert(2)">`;
const TURNED = 'invoice\u202Efdp.exe';
const LONG = 'm'.repeat(64);
const LONG_HOST = 'a-host-with-quite-a-long-name.branch-office.of-a-company-with-a-name.example.com';
const LONG_PATH = `/usr/bin/${'very-long-without-a-space/'.repeat(30)}`;

const HOSTILE = `${IMAGE} ${TURNED} ${LONG_PATH}`;
const TEXTS = { script: SCRIPT, image: IMAGE, turned: TURNED, long: LONG, longHost: LONG_HOST, hostile: HOSTILE };
export type HostileTexts = typeof TEXTS;

/** Log lines that a parser knows, then some that none knows. */
function lines(now: string): string[] {
  return [
    `<38>1 ${now} ${LONG_HOST} sshd 42 - - Failed password for invalid user ${LONG} from 2001:db8:1234:5678:9abc:def0:1234:5678 port 4711 ssh2`,
    `<38>1 ${now} web sshd 42 - - Accepted publickey for alice from 10.0.0.5 port 22 ssh2`,
    `<38>1 ${now} web sshd 42 - - Invalid user ${SCRIPT} from 203.0.113.5 port 4711`,
    `<85>1 ${now} web sudo - - - alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=${LONG_PATH}`,
    `<30>1 ${now} pihole dnsmasq 9 - - gravity blocked ${'ads.'.repeat(40)}example.com is 0.0.0.0`,
    `<30>1 ${now} pihole dnsmasq 9 - - query[A] ${'ads.'.repeat(40)}example.com from 192.168.1.20`,
    `<13>1 ${now} evil${'\u202E'}host ${SCRIPT.replaceAll(' ', '')} - - - ${IMAGE} ${TURNED} javascript:alert(3)`,
    `<13>1 ${now} evil app - - - ' onmouseover='alert(5)' <%= 7*7 %> \${7*7} {{7*7}} <svg onload=alert(6)> ${'x'.repeat(400)}`,
    '<13>Nov 32 99:99:99 not a proper header \u0007 with a bell',
  ];
}

/**
 * People, sources, keys, saved searches, an invitation and a setting by such names; then the lines, from three senders; then rules,
 * channels and what comes of them. Who calls it closes the receiver of the channels.
 */
export async function furnish(house: House): Promise<Alarm> {
  const admin = await house.logIn('admin');
  const make = async (path: string, fields: Record<string, string>): Promise<void> => {
    const { status } = await admin.submit(path, fields);
    if (status >= 400) throw new Error(`POST ${path} answered ${status}`);
  };
  await make('/users', { name: LONG, password: PASSWORD, role: 'analyst' });
  await make('/users/invites', { name: `i${LONG.slice(1)}`, role: 'viewer' });
  await make('/users/tokens', { name: `${SCRIPT} ${LONG}`, role: 'viewer', expires: '30d' });
  const heard = { name: `${SCRIPT}${'s'.repeat(75)}`, 'match.peer': '127.0.0.2' };
  const silent = { name: `${IMAGE}${'s'.repeat(30)}`, 'match.host': `${LONG}*\n${LONG_HOST}` };
  for (const source of [heard, silent]) {
    await make('/sources', { ...source, notes: `${LONG_PATH} ${IMAGE} ${TURNED}` });
    await make('/sources/keys', { source: source.name });
  }
  await make('/events/saved', {
    name: `${SCRIPT}${'n'.repeat(70)}`,
    q: '',
    from: '',
    to: '',
    pinned: '1',
    shared: '1',
  });
  await make('/events/saved', { name: 'Logons', q: `user:${LONG} OR app:sshd`, from: '-7d', to: '', pinned: '1' });
  const sent = lines(new Date().toISOString());
  for (const from of ['127.0.0.1', '127.0.0.2', '127.0.0.3']) for (const line of sent) await house.send(line, from);
  await house.sendAndStore(sent, '');
  return alarm(house, TEXTS);
}
