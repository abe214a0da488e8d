// When nothing was found: what to do next. Either nothing is stored at all, or the search is too narrow.

import type { Config } from '#config/schema.js';
import type { CollectorHealth } from '#src/portal/collector-link.js';
import type { Query } from '#src/query/ast.js';
import { printQuery } from '#src/query/print.js';
import { hostOf, isOwnName } from '#src/portal/connect/connect.js';
import { reachablePorts } from '#src/portal/connect/reach.js';
import { urlHost } from '#src/portal/connect/recipe.js';
import { searchHref } from '#src/portal/events/links.js';
import { type Preset, widerPresets } from './presets.js';
import type { Search } from './search-input.js';

export interface NoMatch {
  readonly kind: 'no-match';
  readonly wider: readonly Preset[];
  /** The query without one of its conditions each. */
  readonly without: readonly { readonly term: string; readonly href: string }[];
}

export interface NothingStored {
  readonly kind: 'nothing-stored';
  readonly collectorAway: boolean;
  readonly host: string;
  /** Only this machine understands it: a device would send to itself. */
  readonly isOwnName: boolean;
  /** Listeners that take messages now. */
  readonly ways: readonly { readonly title: string; readonly command: string }[];
}

const MAX_TERMS = 8;

export function noMatch({ input, query }: Search): NoMatch {
  return {
    kind: 'no-match',
    wider: widerPresets(input),
    without: withoutOne(query).map(({ term, rest }) => ({ term, href: searchHref({ ...input, q: rest }) })),
  };
}

function withoutOne(query: Query): { term: string; rest: string }[] {
  if (query.kind === 'all') return [];
  if (query.kind !== 'and') return [{ term: printQuery(query), rest: '' }];
  return query.of.slice(0, MAX_TERMS).map((part, index) => ({
    term: printQuery(part),
    rest: printQuery({ kind: 'and', of: query.of.filter((_, other) => other !== index) }),
  }));
}

/** `hostHeader`: how this browser reached us, which is how a device reaches us too unless the settings say otherwise. */
export function nothingStored(hostHeader: string, health: CollectorHealth | undefined, config: Config): NothingStored {
  const host = hostOf(config, hostHeader);
  const ports = reachablePorts(config, health);
  return {
    kind: 'nothing-stored',
    collectorAway: health === undefined,
    host,
    isOwnName: isOwnName(host),
    // A key would have to be made first; the room where devices are added says how.
    ways: (['udp', 'tcp', 'http'] as const)
      .filter((transport) => transport !== 'http' || !config.listen.http.requireKey)
      .flatMap((transport) => way(transport, host, ports[transport])),
  };
}

function way(transport: 'udp' | 'tcp' | 'http', host: string, port: number | undefined): NothingStored['ways'] {
  if (port === undefined) return [];
  const said = '"hello from $(hostname)"';
  if (transport === 'udp')
    return [{ title: `Syslog over UDP, port ${port}`, command: `logger -n ${host} -P ${port} --udp ${said}` }];
  if (transport === 'tcp')
    return [{ title: `Syslog over TCP, port ${port}`, command: `logger -n ${host} -P ${port} --tcp ${said}` }];
  return [{ title: `HTTP, port ${port}`, command: `curl http://${urlHost(host)}:${port}/ingest/raw -d ${said}` }];
}
