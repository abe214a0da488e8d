// Which conditions a source has, whether a message fits them, and the same in words for people who ask why.

import type { SourceConfig } from '#config/schema.js';
import type { SyslogLine } from '../../event/line.js';
import { wildcardTest } from '../../query/wildcard.js';
import type { Frame } from '../frame.js';
import { addressTest, type AddressTest } from './cidr.js';
import type { Source } from './source.js';

type Test = (value: string) => boolean;

export interface Matcher {
  readonly source: Source;
  /** Undefined: from everywhere. */
  readonly peer: AddressTest | undefined;
  readonly host: readonly Test[];
  readonly app: readonly Test[];
  readonly config: SourceConfig;
}

/** Undefined for a source without conditions: only its API keys (and --source) name it. */
export function matcherOf(source: Source, config: SourceConfig): Matcher | undefined {
  const { peer, host, app, listener, tls } = config.match;
  if (peer.length + host.length + app.length + listener.length + tls.length === 0) return undefined;
  return {
    source,
    config,
    peer: peer.length > 0 ? addressTest(peer) : undefined,
    host: host.map(wildcardTest),
    app: app.map(wildcardTest),
  };
}

/** Everything but the sender's address, which is looked at before. */
export function fits({ config, host, app }: Matcher, frame: Frame, line: SyslogLine): boolean {
  const { listener, tls } = config.match;
  if (listener.length > 0 && !listener.includes(frame.transport)) return false;
  if (tls.length > 0 && (frame.tlsIdentity === undefined || !tls.includes(frame.tlsIdentity))) return false;
  if (host.length > 0 && !host.some((test) => test(line.host ?? ''))) return false;
  return app.length === 0 || app.some((test) => test(line.app ?? ''));
}

/** A sentence: the conditions that fit, or the first that does not. */
export function explainMatch(matcher: Matcher | undefined, frame: Frame, line: SyslogLine): string {
  if (matcher === undefined) return 'It has no conditions: only its API keys and --source name it.';
  const conditions = conditionsOf(matcher, frame, line);
  const failed = conditions.find(({ holds }) => !holds);
  if (failed !== undefined) return `${failed.what} is not among ${failed.wanted.join(', ')}.`;
  return `${conditions.map(({ what, wanted }) => `${what} is among ${wanted.join(', ')}`).join('; ')}.`;
}

interface Condition {
  readonly what: string;
  readonly wanted: readonly string[];
  readonly holds: boolean;
}

function conditionsOf({ config: { match }, peer, host, app }: Matcher, frame: Frame, line: SyslogLine): Condition[] {
  const { tlsIdentity } = frame;
  const all: Condition[] = [
    { what: `Sender ${frame.peer.address}`, wanted: match.peer, holds: peer === undefined || peer(frame.peer.address) },
    { what: `Listener ${frame.transport}`, wanted: match.listener, holds: match.listener.includes(frame.transport) },
    {
      what: tlsIdentity === undefined ? 'No client certificate' : `Certificate ${tlsIdentity}`,
      wanted: match.tls,
      holds: tlsIdentity !== undefined && match.tls.includes(tlsIdentity),
    },
    { ...spoken('Host', line.host), wanted: match.host, holds: host.some((test) => test(line.host ?? '')) },
    { ...spoken('Program', line.app), wanted: match.app, holds: app.some((test) => test(line.app ?? '')) },
  ];
  return all.filter(({ wanted }) => wanted.length > 0);
}

const spoken = (what: string, value: string | undefined): { readonly what: string } => ({
  what: value === undefined ? `${what} (none in the header)` : `${what} ${value}`,
});
