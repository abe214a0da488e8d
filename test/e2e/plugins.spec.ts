// Parsers of others: one that throws or is slow is switched off, one that loops costs one line and a restart; their lines are kept. One
// that comes or changes while the program runs is loaded.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ParserHealth } from '../../src/collector/parse/dispatcher.js';
import { startProgram, until } from '../helpers/program.mjs';
import { newParserFiles } from '../tools/new-parser-files.mjs';

let program: Awaited<ReturnType<typeof startProgram>>;

let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-plugins-'));
  const parser = (id: string, body: string): void => {
    mkdirSync(join(dir, 'parsers', id), { recursive: true });
    writeFileSync(
      join(dir, 'parsers', id, 'index.mjs'),
      `export default Object.freeze({ id: '${id}', title: '${id}', contract: '^1.0.0', family: 'test', hint: { apps: ['${id}'] }, parse(line) { ${body} } });`,
    );
  };
  parser('throws', `throw new Error('cannot read this');`);
  parser('loops', `while (line.message.includes('evil'));`);
  parser('slow', `for (const end = Date.now() + 60; Date.now() < end; );`);
  parser('newer', `return {};`);
  writeFileSync(
    join(dir, 'parsers', 'newer', 'index.mjs'),
    `export default { id: 'newer', title: 'newer', contract: '^9.0.0', family: 'test', hint: {}, parse() {} };`,
  );
  program = await startProgram({
    LANWARDEN_PLUGINS__DIR: dir,
    LANWARDEN_COLLECTOR__PARSER_TIMEOUT_MS: '300',
    LANWARDEN_COLLECTOR__PARSER_BUDGET_MS: '20',
    LANWARDEN_LOG__LEVEL: 'error',
  });
}, 90_000);

afterAll(() => program?.dispose());

const NOW = new Date().toISOString();
const send = async (app: string, message: string): Promise<void> => {
  const socket = createSocket('udp4');
  await new Promise((resolve) =>
    socket.send(`<13>1 ${NOW} h ${app} - - - ${message}`, program.ports.syslog, '127.0.0.1', resolve),
  );
  socket.close();
};
const state = (id: string): ParserHealth | undefined =>
  program.link.health()?.parsers.find((parser: ParserHealth) => parser.id === id);

describe('a parser', () => {
  it('that throws is switched off after a few lines, and its lines are kept', async () => {
    for (let i = 0; i < 7; i += 1) await send('throws', `line ${i}`);
    await until(() => program.search('app:throws').length === 7, 20_000);
    await until(() => state('throws')?.state === 'failed', 20_000);
    expect(state('throws')).toMatchObject({ errors: 5, lastError: 'cannot read this' });
  });

  it('that is slow is switched off after a few lines, and says for which', async () => {
    for (let i = 0; i < 7; i += 1) await send('slow', `line ${i}`);
    await until(() => program.search('app:slow').length === 7, 20_000);
    await until(() => state('slow')?.state === 'failed', 20_000);
    expect(state('slow')?.lastError).toMatch(/^took \d+ ms \(at most 20 ms are allowed\) for this line: .*line 4$/);
  });

  it('that comes while the program runs is loaded, with what it imports of the program, and again when it changes', async () => {
    const folder = join(dir, 'parsers', 'acme-door');
    const put = (change: (text: string) => string): void => {
      for (const [name, text] of newParserFiles('acme-door', true)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), change(text));
      }
    };
    put((text) => text);
    await until(() => state('acme-door')?.state === 'on', 20_000);
    await send('acme-door', 'login of alice from 192.0.2.10 port 50222');
    await until(() => program.search('parser:acme-door user:alice src_ip:192.0.2.10').length === 1, 20_000);
    put((text) => text.replace('login of', 'logon by'));
    await until(async () => {
      await send('acme-door', 'logon by bob from 192.0.2.10 port 50222');
      return program.search('parser:acme-door user:bob').length > 0;
    }, 15_000);
  });

  it('for another contract is left out and named', () => {
    expect(program.link.health().pluginProblems).toMatchObject([
      { id: 'newer', problem: 'expected contract ^1.x, found "^9.0.0"' },
    ]);
  });

  it('that loops ends the collector, which comes back without it and says which line it was', async () => {
    const pid = program.link.health().pid;
    await send('loops', 'an evil line');
    await until(() => program.link.health() !== undefined && program.link.health().pid !== pid, 20_000);
    expect(state('loops')).toMatchObject({ state: 'failed' });
    expect(state('loops')?.lastError).toContain('an evil line');
    await send('loops', 'another evil line');
    await until(() => program.search('app:loops').length === 1, 20_000);
    await until(() => program.link.health()?.balanced === true, 20_000);
    expect(program.total('lost')).toBeGreaterThanOrEqual(1);
  });
});
