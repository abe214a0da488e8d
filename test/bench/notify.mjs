// How soon a person is told: from a line on the wire to the verified webhook, over the built program's two processes and databases. Lines
// come one at a time, at odd moments, each the beginning of an alert of its own.

import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { report, startProgram, until } from '../helpers/program.mjs';
import { TO_LOOPBACK, WebhookReceiver } from '../helpers/webhook-receiver.mjs';

const COUNT = 50;
/** An odd number: no rhythm of the program may fit. */
const EVERY_MS = 317;

export async function notify({ count = COUNT } = {}) {
  const program = await startProgram(TO_LOOPBACK);
  const receiver = new WebhookReceiver();
  const socket = createSocket('udp4');
  try {
    await receiver.start();
    await receiver.connect(program, { budgetPerHour: 0 });
    await addRule(program);
    const sentAt = new Map();
    for (let n = 0; n <= count; n += 1) {
      const user = `user${n}`;
      sentAt.set(user, Date.now());
      const line = `<38>1 ${new Date().toISOString()} web1 sshd 42 - - Failed password for ${user} from 203.0.113.7 port ${4_000 + n} ssh2`;
      await new Promise((resolve) => socket.send(line, program.ports.syslog, '127.0.0.1', resolve));
      // The first one warms the program up.
      await (n === 0 ? until(() => ours(receiver).length === 1, 30_000) : sleep(EVERY_MS));
    }
    await until(() => ours(receiver).length > count, 30_000);
    const times = ours(receiver)
      .slice(1)
      .map(({ at, body }) => at - sentAt.get(body.alert.entity.user))
      .sort((a, b) => a - b);
    const more = { count: times.length, refused: receiver.refused };
    report('event to verified webhook, median', times[times.length >> 1], 'ms', more);
    report('event to verified webhook, 95 of 100', times[Math.floor(times.length * 0.95)], 'ms', more);
    report('event to verified webhook, slowest', times.at(-1), 'ms', more);
  } finally {
    socket.close();
    await receiver.stop();
    await program.dispose();
  }
}

/** What shipped rules say of the same lines is not what is measured. */
function ours(receiver) {
  return receiver.got.filter(({ body }) => body.type === 'alert.raised' && body.alert.rule.id === 'bench-match');
}

/** One alert for each user, beside those of the shipped rules. */
async function addRule(program) {
  const response = await fetch(`${program.url}/api/v1/rules`, {
    method: 'POST',
    headers: { authorization: `Bearer ${program.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      id: 'bench-match',
      name: 'A failed logon',
      groupBy: ['user'],
      detect: { kind: 'match', query: 'action:ssh_login outcome:failure host:web1' },
    }),
  });
  if (!response.ok) throw new Error(`no rule: ${response.status} ${await response.text()}`);
}
