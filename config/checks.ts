// What no single value can say: values that must fit each other. Runs when every value by itself is fine.

import { fieldOf } from '#src/event/fields.js';
import { rangeMistake } from '#src/collector/identify/cidr.js';
import { parseQuery } from '#src/query/parse.js';
import type { Problem } from './problems.js';
import type { Config, SourceConfig } from './schema.js';

export function checkTogether(config: Config): Problem[] {
  return [
    ...checkNotYet(config),
    ...checkUrl(config),
    ...checkTls(config),
    ...checkPorts(config),
    ...checkSources(config),
    ...checkClasses(config),
    ...checkOidc(config),
  ];
}

/** What is set and does nothing: no mistake, and hardly what was meant. */
export function withoutEffect({ listen: { tls, relp } }: Config): Problem[] {
  const relpSwitch = relp.enabled ? 'listen.relp.tls' : 'listen.relp.enabled';
  return [
    ...unusedCertificate('listen.tls', tls, tls.enabled, 'listen.tls.enabled'),
    ...unusedCertificate('listen.relp', relp, relp.enabled && relp.tls, relpSwitch),
  ];
}

function unusedCertificate(
  path: string,
  { cert, selfSigned }: Pick<Config['listen']['tls'], 'cert' | 'selfSigned'>,
  isOn: boolean,
  missing: string,
): Problem[] {
  if (isOn || (cert === undefined && !selfSigned)) return [];
  return [{ path, what: `has ${cert === undefined ? 'selfSigned' : 'a certificate'}, and TLS is off: set ${missing}` }];
}

/** Keys that are promised names, for parts that come later: better refused than without effect. */
function checkNotYet({ collector }: Config): Problem[] {
  const problems: Problem[] = [];
  if (collector.processes > 1)
    problems.push({
      path: 'collector.processes',
      what: `found ${collector.processes}; this version runs one collector`,
    });
  return problems;
}

/** Cookies, links and the origin of live connections follow from it: the portal does not start with nonsense. */
function checkUrl({ portal: { url } }: Config): Problem[] {
  const wrong = (expected: string): Problem[] => [
    { path: 'portal.url', what: `found ${JSON.stringify(url)}, expected ${expected}` },
  ];
  if (url === undefined) return [];
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return wrong('an address such as https://logs.example.org');
  const { pathname, search, hash, origin } = new URL(url);
  if (pathname + search + hash === '/') return [];
  return wrong(`no path: the portal needs a name or port of its own, as in ${origin}`);
}

function checkTls({ listen: { tls, relp } }: Config): Problem[] {
  return [
    ...checkCertificates('listen.tls', tls, tls.enabled),
    ...checkCertificates('listen.relp', relp, relp.enabled && relp.tls),
  ];
}

function checkCertificates(
  section: string,
  tls: Pick<Config['listen']['tls'], 'cert' | 'key' | 'selfSigned' | 'ca' | 'clientCertificates'>,
  isOn: boolean,
): Problem[] {
  const problems: Problem[] = [];
  if ((tls.cert === undefined) !== (tls.key === undefined))
    problems.push({ path: section, what: 'cert and key belong together: set both, or neither' });
  if (isOn && tls.cert === undefined && !tls.selfSigned) {
    problems.push({
      path: section,
      what: `enabled without a certificate: set ${section}.cert and ${section}.key, or ${section}.selfSigned`,
    });
  }
  if (tls.clientCertificates === 'required' && tls.ca === undefined) {
    problems.push({
      path: `${section}.ca`,
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
    ['listen.relp.port', listen.relp.port, listen.relp.enabled],
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
  const { udp, gelf } = listen;
  if (udp.enabled && gelf.enabled && gelf.port === udp.port && gelf.port !== 0) {
    if (!problems.some(({ path }) => path === 'listen.gelf.port'))
      problems.push({
        path: 'listen.gelf.port',
        what: `found ${gelf.port}, which is listen.udp.port already; expected another port`,
      });
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
    for (const problem of checkSource(source, Object.keys(events.retention.classes)))
      problems.push({ ...problem, path: `${path}.${problem.path}` });
  });
  return problems;
}

/** What the schema of one source cannot say; `path` is below the source. `classes`: the names of the retention classes. */
export function checkSource(source: SourceConfig, classes: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  source.drop.forEach((text, i) => {
    const parsed = parseQuery(text);
    if (parsed.kind === 'invalid')
      problems.push({
        path: `drop.${i}`,
        what: `found ${JSON.stringify(text)}: ${parsed.hint} (character ${parsed.at + 1})`,
      });
  });
  for (const [path, ranges] of [
    ['match.peer', source.match.peer],
    ['allow', source.allow],
  ] as const) {
    ranges.forEach((range, i) => {
      const wrong = rangeMistake(range);
      if (wrong !== undefined) problems.push({ path: `${path}.${i}`, what: wrong });
    });
  }
  source.sensitive.forEach((field, i) => {
    if (NOT_SENSITIVE.has(fieldOf(field)?.name ?? field))
      problems.push({ path: `sensitive.${i}`, what: `found ${JSON.stringify(field)}, which every event must have` });
  });
  if (source.retention !== 'default' && !classes.includes(source.retention)) {
    problems.push({
      path: 'retention',
      what: `found ${JSON.stringify(source.retention)}, expected default or a class of events.retention.classes`,
    });
  }
  return problems;
}

/** Without these an event cannot be stored or found. */
const NOT_SENSITIVE: ReadonlySet<string> = new Set(
  '@timestamp event.ingested event.id event.dataset event.original message lanwarden.source lanwarden.family'.split(
    ' ',
  ),
);

function checkClasses({ events }: Config): Problem[] {
  if (!Object.hasOwn(events.retention.classes, 'default')) return [];
  return [
    {
      path: 'events.retention.classes.default',
      what: 'the class default takes its days from events.retention.days: set it there',
    },
  ];
}

/** Settings that would let nobody in, or the wrong ones, are better refused at the start than found out at the login. */
function checkOidc({ oidc }: Config): Problem[] {
  const { issuer, clientId, roleClaim, roles, defaultRole } = oidc;
  if (issuer === undefined && clientId === undefined) return [];
  const problems: Problem[] = [];
  if (issuer === undefined || clientId === undefined)
    problems.push({ path: 'oidc', what: 'issuer and clientId belong together: set both, or neither' });
  if (issuer !== undefined) problems.push(...checkIssuer(issuer, oidc.allowInsecure));
  if (!oidc.scopes.split(/\s+/).includes('openid'))
    problems.push({
      path: 'oidc.scopes',
      what: `found ${JSON.stringify(oidc.scopes)}; openid must be one of them`,
    });
  const isMapped = Object.values(roles).some((values) => values.length > 0);
  if (isMapped && roleClaim === undefined)
    problems.push({ path: 'oidc.roleClaim', what: 'missing: oidc.roles needs to know which claim to look at' });
  if (!isMapped && roleClaim !== undefined)
    problems.push({ path: 'oidc.roles', what: 'empty: say which values of roleClaim make a viewer, analyst or admin' });
  if (roleClaim === undefined && defaultRole === undefined)
    problems.push({ path: 'oidc', what: 'nobody could log in: set roleClaim and roles, or defaultRole' });
  return problems;
}

function checkIssuer(issuer: string, allowInsecure: boolean): Problem[] {
  const protocol = URL.canParse(issuer) ? new URL(issuer).protocol : undefined;
  const expected = (what: string): Problem[] => [
    { path: 'oidc.issuer', what: `found ${JSON.stringify(issuer)}, expected ${what}` },
  ];
  if (protocol === 'https:' || (protocol === 'http:' && allowInsecure)) return [];
  if (protocol === 'http:') return expected('an https:// address (or set oidc.allowInsecure, in a LAN only)');
  return expected('an address such as https://sso.example.org/realms/house');
}
