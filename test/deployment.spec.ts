// What is shipped to run Lanwarden with (Dockerfile, compose files, nginx, systemd, Kubernetes) must fit the program: what it copies is there,
// its ports are the defaults, its variables are settings.

import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { loadConfig } from '#config/load.js';
import { configSchema } from '#config/schema.js';
import { assignSockets } from '#src/collector/listen/inherited-sockets.js';
import { reachablePorts } from '#src/portal/connect/reach.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const { portal, listen } = configSchema.parse({});
/** As EXPOSE writes them. */
const PORTS = {
  portal: `${portal.port}/tcp`,
  ingest: `${listen.http.port}/tcp`,
  udp: `${listen.udp.port}/udp`,
  tcp: `${listen.tcp.port}/tcp`,
  tls: `${listen.tls.port}/tcp`,
  relp: `${listen.relp.port}/tcp`,
};
const COMPOSE_FILES = ['compose.yaml', 'compose.postgres.yaml'] as const;
const BALANCER = 'deploy/nginx/nginx.conf';
const MANIFEST = 'deploy/kubernetes/lanwarden.yaml';
const UNITS = 'deploy/systemd';

interface Service {
  readonly image: string;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly networks?: Readonly<Record<string, { ipv4_address?: string }>>;
  readonly depends_on?: object;
  readonly command?: readonly string[];
  readonly healthcheck?: { test: readonly string[] };
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: object;
  readonly secrets?: Readonly<Record<string, { file: string }>>;
  readonly networks?: object;
}
const composeOf = (file: string): Compose => parse(read(file), { merge: true }) as Compose;

describe('Dockerfile', () => {
  const lines = read('Dockerfile').replaceAll('\\\n', ' ').split('\n');
  const copies = lines.filter((line) => line.startsWith('COPY ')).map((line) => line.split(/\s+/).slice(1));
  const ownFiles = copies.filter(([first]) => !first!.startsWith('--')).flatMap((words) => words.slice(0, -1));

  it('copies only what is there, and what .dockerignore lets through', () => {
    expect(ownFiles.length).toBeGreaterThan(5);
    expect(ownFiles.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const allowed = read('.dockerignore').split('\n').filter((line) => line.startsWith('!')); // prettier-ignore
    expect(ownFiles.filter((path) => !allowed.includes(`!${path.split('/')[0]}`))).toEqual([]);
  });

  it('takes from the build all that the program has at run time', () => {
    const taken = copies.filter(([first]) => first === '--from=build').map(([, path]) => path!.replace('/build/', ''));
    expect(taken.toSorted()).toEqual(['bin', 'dist', 'node_modules', 'package.json']);
    const { files } = JSON.parse(read('package.json')) as { files: readonly string[] };
    expect(files.filter((path) => ![...taken, ...ownFiles, 'config/example.yaml'].includes(path))).toEqual([]);
    expect(lines.find((line) => line.startsWith('COPY config/example.yaml'))).toBeDefined();
  });

  it('builds from every folder of sources', () => {
    const { include } = JSON.parse(read('tsconfig.json')) as { include: readonly string[] };
    expect(include.filter((folder) => !ownFiles.includes(folder))).toEqual([]);
  });

  it('exposes the default ports, and asks the portal on its own', () => {
    const exposed = lines.find((line) => line.startsWith('EXPOSE '))!.split(/\s+/).slice(1); // prettier-ignore
    expect(exposed.toSorted()).toEqual(Object.values(PORTS).toSorted());
    expect(lines.find((line) => line.startsWith('HEALTHCHECK'))).toContain(`http://127.0.0.1:${portal.port}/readyz`);
  });
});

describe.each(COMPOSE_FILES)('%s', (file) => {
  const compose = composeOf(file);
  const ours = Object.entries(compose.services).filter(([, { image }]) => image === 'lanwarden');

  it('publishes default ports', () => {
    const inner = Object.values(compose.services)
      .flatMap(({ ports = [] }) => ports)
      .map((port) => port.split(':').at(-1)!)
      .map((port) => (port.includes('/') ? port : `${port}/tcp`));
    expect(inner).toContain(PORTS.udp);
    expect(inner.filter((port) => !Object.values(PORTS).includes(port))).toEqual([]);
  });

  it('has the portal write the ports that are published into the lines for devices', () => {
    const published = Object.values(compose.services).flatMap(({ ports = [] }) => ports);
    const outside = (inner: string): number | undefined =>
      published
        .map((port) => /^(\d+):(\S+)$/.exec(port)!)
        .find(([, , to]) => to === inner)
        ?.map(Number)[1];
    const [, portal] = ours.find(([, { ports = [] }]) => ports.includes('8080:8080'))!;
    const { config } = loadConfig({ env: withoutFiles(portal.environment), defaultFiles: [] });
    expect(reachablePorts(config, undefined)).toMatchObject({
      udp: outside(PORTS.udp),
      tcp: outside(PORTS.tcp),
      http: outside(String(listen.http.port)),
    });
  });

  it('names only volumes, secrets, networks and services that it has, and files that are there', () => {
    const named = Object.values(compose.services).flatMap((service) => [
      ...(service.volumes ?? []).map((volume) => volume.split(':')[0]!),
      ...(service.secrets ?? []),
      ...Object.keys(service.networks ?? {}),
      ...Object.keys(service.depends_on ?? {}),
    ]);
    const known = [compose.volumes, compose.secrets, compose.networks, compose.services].flatMap((section) => Object.keys(section ?? {})); // prettier-ignore
    expect(named.filter((name) => (name.startsWith('./') ? !existsSync(join(ROOT, name)) : !known.includes(name)))).toEqual([]); // prettier-ignore
  });

  it.each(ours)('sets for %s only what is a setting', (_, { environment }) => {
    expect(() => loadConfig({ env: withoutFiles(environment), defaultFiles: [] })).not.toThrow();
  });
});

describe(BALANCER, () => {
  const { services } = composeOf('compose.postgres.yaml');
  const addressOf = (name: string): string => services[name]!.networks!['lanwarden']!.ipv4_address!;
  const collectors = Object.keys(services).filter((name) => services[name]!.command?.[0] === 'collect');

  it('sends to each collector, on its default ports', () => {
    const text = read(BALANCER);
    const servers = [...text.matchAll(/^ +server ([\d.]+:\d+) /gm)].map(([, server]) => server!);
    const wanted = collectors.flatMap((name) => [listen.tcp.port, listen.udp.port, listen.http.port].map((port) => `${addressOf(name)}:${port}`)); // prettier-ignore
    expect(servers.toSorted()).toEqual(wanted.toSorted());
    const doors = [...text.matchAll(/^ +listen (\d+)( udp)?/gm)].map(([, port, udp]) => `${port}/${udp ? 'udp' : 'tcp'}`); // prettier-ignore
    expect(doors.toSorted()).toEqual([PORTS.ingest, PORTS.tcp, PORTS.udp].toSorted());
  });

  it('is the one balancer that the collectors trust, and their health is asked where it is answered', () => {
    expect(collectors).toHaveLength(2);
    for (const name of collectors) {
      const { config } = loadConfig({ env: withoutFiles(services[name]!.environment), defaultFiles: [] });
      expect(config.listen.tcp.proxyProtocol.from).toEqual([addressOf('balancer')]);
      expect(config.listen.peers.exempt).toEqual([addressOf('balancer')]);
      expect(services[name]!.healthcheck!.test.join(' ')).toContain(`http://127.0.0.1:${listen.http.port}/healthz`);
    }
  });
});

describe(UNITS, () => {
  const service = read(`${UNITS}/lanwarden.service`);
  const environment = Object.fromEntries([...service.matchAll(/\b(LANWARDEN_\w+)=(\S+)/g)].map(([, name, value]) => [name!, value!])); // prettier-ignore
  const sockets = readdirSync(join(ROOT, UNITS)).filter((name) => name.endsWith('.socket'));

  it('hands over sockets that the listeners take, as it is and with what stands there as comments', () => {
    const env = { ...environment, LANWARDEN_LISTEN__TLS__SELF_SIGNED: 'true' };
    const given = (comments: RegExp): Parameters<typeof assignSockets>[1] =>
      sockets
        .flatMap((name) => [...read(`${UNITS}/${name}`).replaceAll(comments, '').matchAll(/^Listen(Stream|Datagram)=(\d+)$/gm)]) // prettier-ignore
        .map(([, kind, port], index) => ({ fd: 3 + index, name: '', protocol: kind === 'Stream' ? 'TCP' : 'UDP', port: Number(port) })); // prettier-ignore
    const asItIs = loadConfig({ env, defaultFiles: [] }).config.listen;
    expect([...assignSockets(asItIs, given(/^#.*$/gm)).keys()].toSorted()).toEqual(['tcp', 'udp']);
    const on = { LANWARDEN_LISTEN__TLS__ENABLED: 'true', LANWARDEN_LISTEN__RELP__ENABLED: 'true' };
    const withAll = loadConfig({ env: { ...env, ...on }, defaultFiles: [] }).config.listen;
    expect([...assignSockets(withAll, given(/^#(?=Listen)/gm)).keys()].toSorted()).toEqual(['relp', 'tcp', 'tls', 'udp']); // prettier-ignore
  });

  it('names its units, and starts what is there', () => {
    for (const line of ['Requires', 'Sockets'])
      expect(new RegExp(`^${line}=(.*)$`, 'm').exec(service)?.[1]?.split(' ').toSorted()).toEqual(sockets.toSorted());
    const started = /^ExecStart=.* \/opt\/lanwarden\/(\S+) serve$/m.exec(service)?.[1];
    expect(existsSync(join(ROOT, started!))).toBe(true);
  });

  it.each(['docs/deployment.md', 'docs/postgresql.md', 'src/cli/migrate-to.ts'])(
    'is stopped with its sockets, which would start it again: %s',
    (file) => {
      const stopped = [...read(file).matchAll(/systemctl stop ([\w. -]+\w)/g)].map(([, units]) => units!.split(' ').toSorted()); // prettier-ignore
      expect(stopped).toContainEqual(['lanwarden', ...sockets].toSorted());
    },
  );
});

describe(MANIFEST, () => {
  const documents = parseAllDocuments(read(MANIFEST)).map((document) => document.toJS() as Record<string, never>);
  const named = <T>(key: string): T[] => found(documents, key) as T[];

  it('is YAML, with the default ports', () => {
    expect(parseAllDocuments(read(MANIFEST)).flatMap(({ errors }) => errors)).toEqual([]);
    const containers = named<{ containerPort: number; protocol: string }[]>('ports').flat().filter(({ containerPort }) => containerPort !== undefined); // prettier-ignore
    const inside = containers.map(({ containerPort, protocol }) => `${containerPort}/${protocol.toLowerCase()}`);
    expect(inside.toSorted()).toEqual([PORTS.portal, PORTS.ingest, PORTS.udp, PORTS.tcp].toSorted());
    const policies = documents.filter(({ kind }) => kind === 'NetworkPolicy');
    const open = (found(policies, 'ports') as { port: number; protocol: string }[][]).flat();
    expect(open.map(({ port, protocol }) => `${port}/${protocol.toLowerCase()}`).toSorted()).toEqual(inside.toSorted());
  });

  it('sends to ports that its containers name', () => {
    const containers = found(documents, 'containers') as { ports: { name: string }[] }[][];
    const names = containers.flat().flatMap(({ ports }) => ports.map(({ name }) => name));
    const targets = [...named<string>('targetPort'), ...named<{ port: string }>('httpGet').map(({ port }) => port)];
    expect(targets.length).toBeGreaterThan(8);
    expect(targets.filter((target) => !names.includes(target))).toEqual([]);
  });

  it('sets only what is a setting', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'lanwarden-deployment-')), 'config.yaml');
    writeFileSync(file, named<string>('config.yaml')[0]!);
    const variables = named<{ name: string; value: string }[]>('env').flat();
    const env = Object.fromEntries(variables.map(({ name, value }) => [name, value]));
    const { config } = loadConfig({ file, env: withoutFiles(env) });
    expect(config.events.store).toBe('postgres');
    const services = found(documents.filter(({ kind }) => kind === 'Service'), 'ports') as { targetPort: string; port: number }[][]; // prettier-ignore
    const outside = Object.fromEntries(services.flat().map(({ targetPort, port }) => [targetPort, port]));
    expect(reachablePorts(config, undefined)).toMatchObject({
      udp: outside['syslog-udp'],
      tcp: outside['syslog-tcp'],
      http: outside['ingest'],
    });
  });
});

/** As a process gets it. Files of secrets are not here: what they hold is put in their place. */
function withoutFiles(environment: NonNullable<Service['environment']> = {}): NodeJS.ProcessEnv {
  const entries = Object.entries(environment).map(([name, value]) =>
    name.endsWith('_FILE') ? [name.slice(0, -'_FILE'.length), 'postgres://user@host/database'] : [name, String(value)],
  );
  return Object.fromEntries(entries) as NodeJS.ProcessEnv;
}

/** Everything that stands under this key, however deep. */
function found(at: unknown, key: string): unknown[] {
  if (typeof at !== 'object' || at === null) return [];
  const here = !Array.isArray(at) && key in at ? [(at as Record<string, unknown>)[key]] : [];
  return [...here, ...Object.values(at).flatMap((inner) => found(inner, key))];
}
