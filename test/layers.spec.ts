// The lint rules that hold the layers must fire: each forbidden import is tried in a tree of its own.

import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const IMPORTS = 'eslint(no-restricted-imports)';
const ASYNC = 'export async function a(): Promise<void> {}\n';
const uses = (specifier: string): string => `import { a } from '${specifier}';\nexport const b = a;\n`;

/** path -> text, and the rule that must fire (undefined: none). */
const CASES: readonly (readonly [string, string, string | undefined])[] = [
  ['src/core-to-module.ts', uses('../modules/rules/index.js'), IMPORTS],
  ['src/deep/core-to-parser.ts', uses('../../parsers/windows/index.js'), IMPORTS],
  ['src/deep/core-to-core.ts', uses('../modules.js'), undefined],
  ['src/deep/core-type.ts', "import type { A } from '../../modules/rules/a.js';\nexport type B = A;\n", IMPORTS],
  ['modules/alerts/other-module.ts', uses('../rules/rule.js'), IMPORTS],
  ['modules/alerts/by-detour.ts', uses('./../rules/rule.js'), IMPORTS],
  ['modules/alerts/core-by-path.ts', uses('../../src/clock.js'), IMPORTS],
  ['modules/alerts/core.ts', uses('#src/clock.js'), undefined],
  ['modules/alerts/own.ts', uses('./deep/own.js'), undefined],
  ['modules/alerts/deep/own.ts', uses('../alert.js'), undefined],
  ['modules/alerts/deep/other.ts', uses('../../rules/rule.js'), IMPORTS],
  ['modules/alerts/deep/er/own.ts', uses('../../alert.js'), undefined],
  ['modules/alerts/deep/er/other.ts', uses('../../../rules/rule.js'), IMPORTS],
  ['parsers/asa/contract.ts', uses('#src/plugin/parser.js'), undefined],
  ['parsers/asa/event.ts', uses('#src/event/actions.js'), undefined],
  ['parsers/asa/own.ts', uses('./words.js'), undefined],
  ['parsers/asa/module-contract.ts', uses('#src/plugin/module.js'), IMPORTS],
  ['parsers/asa/store.ts', uses('#src/store/event-store.js'), IMPORTS],
  ['parsers/asa/faults.ts', uses('#src/faults.js'), IMPORTS],
  ['parsers/asa/config.ts', uses('#config/schema.js'), IMPORTS],
  ['parsers/asa/node.ts', uses('node:fs'), IMPORTS],
  ['parsers/asa/package.ts', uses('luxon'), IMPORTS],
  ['parsers/asa/other.ts', uses('../windows/index.js'), IMPORTS],
  ...['decode', 'identify', 'parse', 'split', 'enrich'].flatMap((step): [string, string, string | undefined][] => [
    [`src/collector/${step}/async.ts`, ASYNC, 'oxc(no-async-await)'],
    [`src/collector/${step}/orm.ts`, uses('sequelize'), IMPORTS],
    [`src/collector/${step}/driver.ts`, uses('pg'), IMPORTS],
    [`src/collector/${step}/engine.ts`, uses('../../store/postgres/session.js'), IMPORTS],
    [`src/collector/${step}/module.ts`, uses('../../../modules/rules/a.js'), IMPORTS],
    [`src/collector/${step}/portal.ts`, uses('../../portal/page.js'), IMPORTS],
    [`src/collector/${step}/sync.ts`, uses('../frame.js'), undefined],
  ]),
  ['src/collector/pipeline.ts', ASYNC, 'oxc(no-async-await)'],
  ['src/collector/interpret.ts', uses('../store/sqlite/writer.js'), IMPORTS],
  ['src/collector/enrich/watched-file.ts', ASYNC, undefined],
  ...['event', 'query', 'store', 'plugin', 'store/move'].flatMap((ground): [string, string, string | undefined][] => [
    [`src/${ground}/nest.ts`, uses('@nestjs/common'), IMPORTS],
    [`src/${ground}/collector.ts`, uses('#src/collector/frame.js'), IMPORTS],
    [`src/${ground}/app.ts`, uses('../portal.app.js'), IMPORTS],
    [`src/${ground}/module.ts`, uses('#modules/rules/index.js'), IMPORTS],
    [`src/${ground}/own.ts`, uses('../faults.js'), undefined],
  ]),
  ['src/plugin/nest-type.ts', "import type { Type } from '@nestjs/common';\nexport type A = Type;\n", undefined],
  ['src/collector.app.ts', uses('./portal/page.js'), IMPORTS],
  ['src/collector/nest.ts', uses('@nestjs/core'), IMPORTS],
  ['src/collector/link.ts', uses('../link/server.js'), undefined],
  ['src/import/portal.ts', uses('#src/portal/page.js'), IMPORTS],
  ['src/import/collector.ts', uses('../collector/given.js'), undefined],
  ['src/collector/write/async.ts', ASYNC, undefined],
  ['src/listener.ts', 'export const a = process.env.PORT;\n', 'node(no-process-env)'],
  ['modules/alerts/env.ts', "export const a = process.env['PORT'];\n", 'node(no-process-env)'],
  [
    'src/impatient.spec.ts',
    "import { vi } from 'vitest';\nawait vi.waitFor(() => 1);\n",
    'eslint(no-restricted-properties)',
  ],
  ['config/load.ts', 'export const a = process.env;\n', undefined],
  ['config/other.ts', 'export const a = process.env.A;\n', 'node(no-process-env)'],
];

let fired: Map<string, string[]>;

beforeAll(async () => {
  const root = mkdtempSync(join(tmpdir(), 'lanwarden-layers-'));
  copyFileSync('.oxlintrc.json', join(root, '.oxlintrc.json'));
  for (const [path, text] of CASES) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { stdout } = await lint(root);
  fired = new Map();
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { filename: string; code: string }[] };
  for (const { filename, code } of diagnostics) fired.set(filename, [...(fired.get(filename) ?? []), code]);
});

/** oxlint ends with 1 when it finds something; that is no failure here. */
async function lint(cwd: string): Promise<{ stdout: string }> {
  try {
    return await promisify(execFile)(process.execPath, [resolve('node_modules/oxlint/bin/oxlint'), '--format=json'], {
      cwd,
    });
  } catch (error) {
    return error as { stdout: string };
  }
}

describe('the layer rules', () => {
  it.each(CASES)('judge %s', (path, _text, rule) => {
    expect(fired.get(path) ?? []).toEqual(rule === undefined ? [] : [rule]);
  });
});
