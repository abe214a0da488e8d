// Syslog to another collector or SIEM: RFC 5424 over UDP (RFC 5426), TCP (RFC 6587, octet counting) or TLS (RFC 5425).
// There is no answer in this protocol: delivered means handed over to the network.

import { createSocket } from 'node:dgram';
import type { Socket } from 'node:net';
import { hostname } from 'node:os';
import { isIP } from 'node:net';
import { z } from 'zod';
import { checkHost, guardedLookup } from '../guard/target-guard.js';
import { exchangePart, failedTry } from './exchange.js';
import { caField, hostName, portNumber } from './field-schemas.js';
import { guardedSocket } from './guarded-socket.js';
import type { ChannelKind, SendTools, Settings } from './kind.js';
import { syslogLine } from './syslog-line.js';

export const syslog: ChannelKind = {
  id: 'syslog',
  title: 'Syslog',
  text: 'Alerts as syslog messages to another log server or SIEM',
  icon: 'server',
  steps: [
    'Find out at which address and port the other server takes syslog, and over which transport.',
    'Do not point it at Lanwarden itself: its alerts would come back as events.',
  ],
  fields: [
    { name: 'host', label: 'Server', look: 'text', schema: hostName, example: 'siem.example.org' },
    { name: 'port', label: 'Port', look: 'number', schema: portNumber, preset: '6514' },
    {
      name: 'transport',
      label: 'Transport',
      look: 'choice',
      preset: 'tls',
      schema: z.enum(['udp', 'tcp', 'tls'], 'expected udp, tcp or tls'),
      choices: [
        { value: 'tls', label: 'TLS (usual on port 6514)' },
        { value: 'tcp', label: 'TCP (unencrypted, usual on port 514 or 601)' },
        { value: 'udp', label: 'UDP (unencrypted, may be lost, usual on port 514)' },
      ],
    },
    {
      name: 'facility',
      label: 'Facility',
      look: 'choice',
      preset: '16',
      isMore: true,
      schema: z.coerce.number().int().min(0).max(23),
      choices: [
        { value: '4', label: '4: auth' },
        { value: '10', label: '10: authpriv' },
        { value: '13', label: '13: audit' },
        { value: '14', label: '14: alert' },
        ...Array.from({ length: 8 }, (_, n) => ({ value: String(16 + n), label: `${16 + n}: local${n}` })),
      ],
    },
    caField,
  ],
  warnings: ({ transport }) =>
    transport === 'tls' ? [] : ['Messages go over the network unencrypted. Use TLS outside of your own network.'],
  async send({ message, sentence, settings }, tools) {
    const { host, port, transport, facility, ca } = settings as SyslogSettings;
    const line = syslogLine(message, sentence, facility, hostname());
    const request = exchangePart(`syslog ${transport} ${host}:${port}`, {}, line.toString('utf8'), []);
    try {
      if (transport === 'udp') await sendDatagram(line, host, port, tools);
      else
        await sendCounted(
          line,
          await guardedSocket({ host, port, ...(transport === 'tls' && { tls: { ca } }) }, tools),
        );
      return { outcome: 'delivered', request };
    } catch (error) {
      return failedTry(error, `${host}:${port}`, request, tools.signal);
    }
  },
};

interface SyslogSettings extends Settings {
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly facility: number;
  readonly ca?: string;
}

/** Until the other side has taken it and knows that nothing more comes. */
function sendCounted(line: Buffer, socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    socket.end(Buffer.concat([Buffer.from(`${line.length} `), line]), () => {
      resolve();
      // What an odd server may answer is not read, and it is not waited for.
      socket.resume();
      setTimeout(() => socket.destroy(), 1_000).unref();
    });
  });
}

async function sendDatagram(line: Buffer, host: string, port: number, { rules, signal }: SendTools): Promise<void> {
  checkHost(host, rules);
  const { address, family } = await lookUp(host, rules);
  signal.throwIfAborted();
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.send(line, port, address, (error) => (error ? reject(error) : resolve()));
    });
  } finally {
    socket.close();
  }
}

function lookUp(host: string, rules: SendTools['rules']): Promise<{ address: string; family: number }> {
  const known = isIP(host);
  if (known !== 0) return Promise.resolve({ address: host, family: known });
  return new Promise((resolve, reject) => {
    guardedLookup(rules)(host, { all: false }, (error, address, family) =>
      error ? reject(error) : resolve({ address: String(address), family: family ?? 4 }),
    );
  });
}
