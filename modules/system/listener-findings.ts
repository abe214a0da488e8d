// What is wrong with a listener, and what to do about it.

import type { Config } from '#config/schema.js';
import type { CollectorHealth } from '#src/portal/collector-link.js';
import type { Finding } from './findings.js';

type Listener = CollectorHealth['listeners'][number];

export function listenerFindings(listeners: readonly Listener[], config: Config): Finding[] {
  const found = listeners.flatMap((listener) => [
    ...failure(listener),
    ...warnings(listener, config),
    ...unknownDrops(listener),
  ]);
  // One command helps all whose buffer is too small: it is said once, of one that was overrun if there is one.
  const commands = new Map<string, Finding>();
  for (const finding of found)
    if (finding.command !== undefined && (finding.severity === 'warning' || !commands.has(finding.command)))
      commands.set(finding.command, finding);
  return found.filter((finding) => finding.command === undefined || commands.get(finding.command) === finding);
}

/** `[::]:5514`, `127.0.0.1:5514`. */
export function endpoint({ address, port }: Pick<Listener, 'address' | 'port'>): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function failure({ name, state, lastError, ...at }: Listener): Finding[] {
  if (state !== 'failed') return [];
  return [
    {
      severity: 'problem',
      what: `The listener ${name} on ${endpoint(at)} failed: ${lastError ?? 'no reason known'}`,
      next: `Nothing arrives there. Correct listen.${name} or free the port, then restart.`,
    },
  ];
}

function warnings(listener: Listener, config: Config): Finding[] {
  const wanted = config.listen.udp.receiveBufferBytes;
  return listener.warnings.map((what) => {
    const isBuffer = what.includes('net.core.rmem_max');
    if (!isBuffer)
      return {
        severity: 'warning',
        what: `Listener ${listener.name}: ${what}`,
        next: 'Messages arrive; this should not stay so.',
      };
    return {
      // Usual on a fresh machine, and enough for a quiet house: no alarm before something was dropped.
      severity: overrun(listener) > 0 ? 'warning' : 'note',
      what: `Listener ${listener.name}: ${what}`,
      next: 'A burst may overrun it. As root (and in /etc/sysctl.d to keep it), then restart:',
      command: `sysctl -w net.core.rmem_max=${wanted}`,
    };
  });
}

/** SO_RXQ_OVFL, which would tell it with each datagram, cannot be reached from Node. */
function unknownDrops(listener: Listener): Finding[] {
  // The driver that cannot tell says so itself.
  if (!isDropUnknown(listener) || listener.warnings.some((text) => text.includes('kernel drops'))) return [];
  return [
    {
      severity: 'note',
      what: `Listener ${listener.name}: what the kernel drops of it is unknown on this system.`,
      next: 'Linux tells it in /proc/net/udp; everything else of the ledger is exact. TCP, TLS, HTTP and RELP lose nothing this way.',
    },
  ];
}

/** Dropped for want of room: by the kernel, or out of memory. */
export function overrun({ dropped, unreadable = 0 }: Listener): number {
  return dropped - unreadable;
}

/** How much of the receive buffer is taken, in percent; undefined where nobody can tell, or it is too little to say. */
export function bufferFill({ receiveBufferBytes, receiveQueueBytes }: Listener): number | undefined {
  if (receiveBufferBytes === undefined || receiveQueueBytes === undefined) return undefined;
  const percent = Math.round((receiveQueueBytes / receiveBufferBytes) * 100);
  return percent === 0 ? undefined : Math.min(100, percent);
}

/** Whether the kernel may drop datagrams of it and nobody counts them. */
export function isDropUnknown({ transport, state, kernelDropped }: Listener): boolean {
  return transport === 'udp' && state === 'listening' && kernelDropped === undefined;
}

/** What the kernel really grants: Linux reports twice of it (socket(7), SO_RCVBUF). The collector runs where the portal runs. */
export function grantedBuffer({ receiveBufferBytes }: Listener): number | undefined {
  if (receiveBufferBytes === undefined) return undefined;
  return process.platform === 'linux' ? receiveBufferBytes / 2 : receiveBufferBytes;
}

/** What `refused` of a listener counts: no messages, these are refused in the ledger's sense only. */
export function turnedAway({ transport, refused }: Listener): { readonly label: string; readonly unit: string } {
  if (transport === 'udp') return { label: 'Refused', unit: '' };
  const unit = transport === 'http' ? 'request' : 'connection';
  return {
    label: unit === 'request' ? 'Requests refused' : 'Connections refused',
    unit: refused === 1 ? unit : `${unit}s`,
  };
}
