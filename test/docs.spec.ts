// The documents name files, folders, commands, settings, messages: each must be there. What they show as code must run.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type LoadedConfig, loadConfig } from '#config/load.js';
import type { LogEvent } from '#src/event/event.js';
import { flow } from '#src/event/flow.js';
import { parseQuery } from '#src/query/parse.js';
import { predicateOf } from '#src/query/predicate.js';
import { MESSAGE_TYPES } from '#src/outbox/message.js';
import { KINDS } from '../modules/channels/transports/kinds.js';
import { newSigningSecret, signatureHeaders } from '../modules/channels/transports/signature.js';
import { shippedRules } from '../modules/rules/set/shipped.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'parsers/README.md',
  'modules/README.md',
  'modules/rules/set/README.md',
  'modules/channels/transports/README.md',
  'docs/baselines.md',
  'docs/deployment.md',
  'docs/enrichment.md',
  'docs/import.md',
  'docs/operations.md',
  'docs/postgresql.md',
  'test/bench/README.md',
  'test/faults/README.md',
];
const COMMANDS = [...readFileSync(join(ROOT, 'src/main.ts'), 'utf8').matchAll(/^  \{ name: '(\w+)'/gm)].map(
  (match) => match[1]!,
);
/** Most lines of those that are to be read in one go. */
const MAX_LINES: Readonly<Record<string, number>> = { 'ARCHITECTURE.md': 200, 'CONTRIBUTING.md': 100 };
const LINK = /\]\((?!https?:|#)([^)#\s]+)/g;
/** `src/...` and the like, in backticks, without placeholders. */
const PATH = /`((?:src|modules|parsers|views|config|test|bin|docs|deploy|\.ci)\/[\w./-]+)`/g;

describe.each(DOCUMENTS)('%s', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');

  it('links only to what is there', () => {
    const missing = [...text.matchAll(LINK)]
      .map((match) => match[1]!)
      .filter((path) => !existsSync(join(ROOT, dirname(document), path)));
    expect(missing).toEqual([]);
  });

  it('names only paths that are there', () => {
    const written = [...text.matchAll(PATH)].map((match) => match[1]!.replace(/\/$/, ''));
    expect(written.filter((path) => !isThere(path))).toEqual([]);
  });

  it('names only commands that there are', () => {
    const used = [...text.matchAll(/(?:(?:npx |`|lanwarden |-- )lanwarden|lanwarden\.mjs) ([a-z]+)/g)].map(
      (match) => match[1]!,
    );
    expect(used.filter((name) => !COMMANDS.includes(name))).toEqual([]);
  });

  it('is short enough', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(MAX_LINES[document] ?? 400);
  });

  it('names only settings that there are', () => {
    const example = readFileSync(join(ROOT, 'config/example.yaml'), 'utf8');
    const sections = Object.keys(parse(example) as object);
    const settings = parse(example.replaceAll(/^( *)#(?=[a-zA-Z_]+:)/gm, '$1')) as object;
    const named = [...text.matchAll(/`([a-z]+(?:\.[a-zA-Z]+)+)[:`]/g)].map((match) => match[1]!);
    const meant = named.filter(
      (path) => sections.includes(path.split('.')[0]!) && !/\.(md|ts|yaml|read|write)$/.test(path),
    );
    expect(meant.filter((path) => !has(settings, path.split('.')))).toEqual([]);
  });
});

// Other YAML, in the guides of plugins, is rules.
it.each(DOCUMENTS.filter((path) => /^(README|docs)\b/.test(path)))(
  '%s shows only configurations that would be taken',
  (document) => {
    expect(() => yamlExamples(readFileSync(join(ROOT, document), 'utf8'))).not.toThrow();
  },
);

describe('docs/deployment.md', () => {
  const text = readFileSync(join(ROOT, 'docs/deployment.md'), 'utf8');

  it('tells of each way to run it how to update, and before that how to go back', () => {
    const ways = text.split(/^## /m).filter((section) => section.includes('**Update**'));
    expect(ways).toHaveLength(4);
    for (const way of ways)
      expect(way).toMatch(/\*\*Back up\*\*[^]*\*\*Restore\*\*[^]*\*\*Update\*\*: back up[^]*\*\*Uninstall\*\*/);
  });

  it('has the section that a refused port is sent to', () => {
    const fault = readFileSync(join(ROOT, 'src/collector/listen/bind.ts'), 'utf8');
    expect(text).toContain(`### ${/docs\/deployment\.md, “(.*?)”/.exec(fault)![1]}\n`);
  });

  it('changes only lines of the unit that it has, and asks doctor what the unit sets', () => {
    const unit = readFileSync(join(ROOT, 'deploy/systemd/lanwarden.service'), 'utf8');
    const change = /\*\*The unit without its sockets\*\*.*/.exec(text)![0];
    const keys = [...change.matchAll(/`(\w+=)/g)].map((match) => match[1]!);
    expect(keys).toHaveLength(5);
    expect(keys.filter((key) => !unit.includes(`\n${key}`))).toEqual([]);
    const set = [...unit.matchAll(/LANWARDEN_\w+=\S+/g)].map(([each]) => each);
    expect(text).toContain(`env ${set.join(' ')} /opt/lanwarden/bin/lanwarden.mjs doctor`);
  });
});

describe('README.md', () => {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');

  it('names all commands, and no other', () => {
    const line = /^`serve` \(default\).*$/m.exec(text)?.[0].split(';')[0] ?? '';
    expect([...line.matchAll(/`(\w+)/g)].map((match) => match[1]!)).toEqual(COMMANDS);
  });

  it('counts the shipped rules, and names all kinds of channels and all types of messages', () => {
    expect(Number(/(\d+) rules come with/.exec(text)?.[1])).toBe(shippedRules().length);
    const missing = KINDS.filter(({ title }) => !text.toLowerCase().includes(title.toLowerCase()));
    expect(missing.map(({ title }) => title)).toEqual([]);
    expect(MESSAGE_TYPES.filter((type) => !text.includes(`\`${type}\``))).toEqual([]);
  });

  it('drops in its example what firewalls let through, and nothing else', () => {
    const [query, ...none] = yamlExamples(text).flatMap(({ config }) => config.sources.flatMap(({ drop }) => drop));
    const parsed = parseQuery(query!);
    const isDropped = predicateOf((parsed as Extract<typeof parsed, { kind: 'query' }>).query);
    const verdicts = ['allowed', 'denied', 'ended'] as const;
    expect(verdicts.map((verdict) => isDropped(flow(verdict) as LogEvent))).toEqual([true, false, false]);
    expect(none).toEqual([]);
  });

  it('shows how to check a signature: a right one is taken, a wrong one and an old one are refused', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'lanwarden-docs-')), 'receiver.mjs');
    const code = /```js\n(\/\/ receiver\.mjs[^]*?)```/.exec(text)![1]!;
    writeFileSync(
      file,
      code.replace('.listen(9000)', '.listen(0, function () { process.send(this.address().port); })'),
    );
    const secret = newSigningSecret();
    const receiver = fork(file, { env: { SECRET: secret }, silent: true });
    try {
      const [port] = (await once(receiver, 'message')) as [number];
      const body = JSON.stringify({ type: 'test', text: 'schöne Grüße' });
      const answer = async (secrets: readonly string[], now = Date.now()): Promise<number> => {
        const headers = signatureHeaders('msg_1', now, body, secrets);
        return (await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body, headers })).status;
      };
      expect(await answer([secret])).toBe(204);
      expect(await answer([newSigningSecret(), secret])).toBe(204);
      expect(await answer([newSigningSecret()])).toBe(401);
      expect(await answer([secret], Date.now() - 3_600_000)).toBe(401);
      expect((await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body })).status).toBe(401);
    } finally {
      receiver.kill();
    }
  });
});

/** @throws Fault CONFIG_INVALID */
function yamlExamples(text: string): LoadedConfig[] {
  return [...text.matchAll(/^```yaml\n([^]*?)^```/gm)].map((match) => {
    const file = join(mkdtempSync(join(tmpdir(), 'lanwarden-docs-')), 'lanwarden.yaml');
    writeFileSync(file, match[1]!);
    return loadConfig({ file, env: {} });
  });
}

function has(at: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  if (typeof at !== 'object' || at === null || !(key in at)) return false;
  return has((at as Record<string, unknown>)[key], rest);
}

/** A file or folder of the tree, also as the start of a name (`src/store/sqlite/writer`), but not what a guide tells to make. */
function isThere(path: string): boolean {
  if (/^(modules\/notes|parsers\/cisco-asa)/.test(path)) return true;
  const folder = join(ROOT, dirname(path));
  return (
    existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(path.slice(path.lastIndexOf('/') + 1)))
  );
}
