// What no single value can say: values that must fit each other. Runs when every value by itself is fine.

import { rangeMistake } from '#src/collector/identify/cidr.js';
import { parseQuery } from '#src/query/parse.js';
import type { Problem } from './problems.js';
import type { Config } from './schema.js';

export function checkTogether(config: Config): Problem[] {
  return [
    ...checkNotYet(config),
    ...checkTls(config),
    ...checkPorts(config),
    ...checkSources(config),
    ...checkClasses(config),
  ];
}

/** Keys that are promised names, for parts that come later: better refused than without effect. */
function checkNotYet({ listen, collector }: Config): Problem[] {
  const problems: Problem[] = [];
  if (listen.gelf.enabled)
    problems.push({ path: 'listen.gelf.enabled', what: 'found true; this version has no GELF listener yet' });
  if (collector.processes > 1)
    problems.push({
      path: 'collector.processes',
      what: `found ${collector.processes}; this version runs one collector`,
    });
  return problems;
}

function checkTls({ listen: { tls } }: Config): Problem[] {
  const problems: Problem[] = [];
  if ((tls.cert === undefined) !== (tls.key === undefined))
    problems.push({ path: 'listen.tls', what: 'cert and key belong together: set both, or neither' });
  if (tls.enabled && tls.cert === undefined && !tls.selfSigned) {
    problems.push({
      path: 'listen.tls',
      what: 'enabled without a certificate: set listen.tls.cert and listen.tls.key, or listen.tls.selfSigned',
    });
  }
  if (tls.clientCertificates === 'required' && tls.ca === undefined) {
    problems.push({
      path: 'listen.tls.ca',
      what: 'missing: clientCertificates is required, so say whose certificates are good',
    });
  }
  return problems;
}

/** UDP and TCP may share a number; two TCP listeners may not. Port 0 (any free one) never clashes. */
function checkPorts({ portal, listen }: Config): Problem[] {
  const tcp: readonly (readonly [string, number, boolean])[] = [
    ['portal.port', portal.port, true],
    ['listen.http.port', listen.http.port, listen.http.enabled],
    ['listen.tcp.port', listen.tcp.port, listen.tcp.enabled],
    ['listen.tls.port', listen.tls.port, listen.tls.enabled],
    ['listen.gelf.port', listen.gelf.port, listen.gelf.enabled],
  ];
  const taken = new Map<number, string>();
  const problems: Problem[] = [];
  for (const [path, port, enabled] of tcp) {
    if (!enabled || port === 0) continue;
    const other = taken.get(port);
    if (other !== undefined)
      problems.push({ path, what: `found ${port}, which is ${other} already; expected another port` });
    else taken.set(port, path);
  }
  return problems;
}

function checkSources({ sources, events }: Config): Problem[] {
  const names = new Set<string>();
  const problems: Problem[] = [];
  sources.forEach((source, index) => {
    const path = `sources.${index}`;
    if (names.has(source.name))
      problems.push({
        path: `${path}.name`,
        what: `found ${JSON.stringify(source.name)} a second time; expected a name of its own`,
      });
    names.add(source.name);
    source.drop.forEach((text, i) => {
      const parsed = parseQuery(text);
      if (parsed.kind === 'invalid')
        problems.push({
          path: `${path}.drop.${i}`,
          what: `found ${JSON.stringify(text)}: ${parsed.hint} (character ${parsed.at + 1})`,
        });
    });
    source.match.peer.forEach((range, i) => {
      const wrong = rangeMistake(range);
      if (wrong !== undefined) problems.push({ path: `${path}.match.peer.${i}`, what: wrong });
    });
    if (source.retention !== 'default' && !Object.hasOwn(events.retention.classes, source.retention)) {
      problems.push({
        path: `${path}.retention`,
        what: `found ${JSON.stringify(source.retention)}, expected default or a class of events.retention.classes`,
      });
    }
  });
  return problems;
}

function checkClasses({ events }: Config): Problem[] {
  if (!Object.hasOwn(events.retention.classes, 'default')) return [];
  return [
    {
      path: 'events.retention.classes.default',
      what: 'the class default takes its days from events.retention.days: set it there',
    },
  ];
}
