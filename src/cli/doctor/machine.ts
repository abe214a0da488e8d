// The machine below us: Node, clock, time zones, the kernel's limit for UDP buffers.

import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Config } from '#config/schema.js';
import { fail, ok, readableBytes, warn, type Finding } from './finding.js';

/** Of package.json's `engines`: what Nest 12 needs. */
const LEAST_NODE = [20, 19] as const;

export function checkNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  if (isEnough) return ok('node', `${version} on ${process.platform} ${process.arch}`);
  return fail('node', `${version} is too old: install Node ${LEAST_NODE.join('.')} or newer`);
}

/** Two days, so that a build machine in another zone does no harm. */
const CLOCK_SLACK_MS = 172_800_000;

/** A machine without a battery starts in 1970; it cannot be earlier than the day this file was written. */
export function checkClock(now: number): Finding {
  const written = statSync(fileURLToPath(import.meta.url)).mtimeMs;
  const text = new Date(now).toISOString();
  if (now > written - CLOCK_SLACK_MS) return ok('clock', text);
  return fail('clock', `${text} is before this program was installed: set the clock (timedatectl set-ntp true)`);
}

export function checkZones({ time, sources }: Config): Finding {
  // A Node built with small ICU knows UTC only; any zone with summer time shows it.
  const summer = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', hour: 'numeric', hour12: false }).format(
    Date.UTC(2026, 6, 1, 12),
  );
  if (summer !== '14') return fail('time zones', 'this Node has no time zone data: install a Node with full ICU');
  const zones = new Set(sources.flatMap(({ timeZone }) => timeZone ?? []));
  return ok('time zones', `installation ${time.zone}${zones.size === 0 ? '' : `, sources ${[...zones].join(', ')}`}`);
}

export function checkUdpBuffer({ listen }: Config, limitFile = '/proc/sys/net/core/rmem_max'): Finding {
  const what = 'UDP buffer';
  const wanted = listen.udp.receiveBufferBytes;
  let limit: number;
  try {
    limit = Number(readFileSync(limitFile, 'utf8'));
  } catch {
    return ok(what, 'the limit of this system cannot be read; look at the kernel drops on the health page');
  }
  if (!listen.udp.enabled || limit >= wanted) return ok(what, `up to ${readableBytes(limit)}`);
  const how = `sysctl -w net.core.rmem_max=${wanted}   (to keep it: echo 'net.core.rmem_max=${wanted}' > /etc/sysctl.d/60-lanwarden.conf)`;
  return warn(
    what,
    `the kernel gives ${readableBytes(limit)} of ${readableBytes(wanted)}, so bursts may be dropped. Raise it: ${how}`,
  );
}
