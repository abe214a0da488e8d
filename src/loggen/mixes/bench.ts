// The mix that figures are measured with: sshd lines of 165 bytes on average (RFC 3164), 200 known users, 500 addresses,
// 40 % accepted, 40 % failed, 20 % invalid user.

import type { Message } from '../message.js';
import { addresses, fingerprint, GUESSED, USERS } from '../people.js';
import type { Random } from '../random.js';

/** auth.info; OpenSSH writes failures with the same priority. */
const PRIORITY = 38;

export function bench(random: Random): () => Message {
  const from = addresses(500, random);
  const hosts = Array.from({ length: 20 }, (_, i) => `web-${String(i + 1).padStart(2, '0')}.dmz.lab.example.net`);
  const keys = new Map(USERS.map((user) => [user, `${random.pick(['ED25519', 'RSA'])} ${fingerprint(random)}`]));

  return () => {
    const peer = `from ${random.pick(from)} port ${30_000 + random.int(30_000)}`;
    return {
      priority: PRIORITY,
      host: random.pick(hosts),
      app: 'sshd',
      pid: 1_000 + random.int(60_000),
      text: sentence(peer),
    };
  };

  function sentence(peer: string): string {
    const kind = random.int(10);
    const user = random.pick(USERS);
    if (kind < 4) return `Accepted publickey for ${user} ${peer} ssh2: ${keys.get(user)}`;
    if (kind < 8)
      return random.percent(64)
        ? `Failed publickey for ${user} ${peer} ssh2: ${keys.get(user)}`
        : `Failed password for ${user} ${peer} ssh2`;
    return `Failed ${random.percent(70) ? 'password' : 'none'} for invalid user ${random.pick(GUESSED)} ${peer} ssh2`;
  }
}
