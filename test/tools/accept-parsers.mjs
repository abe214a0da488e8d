// `npm run parsers:accept [-- <id> ...]`: shows what changed in what parsers make of their samples, and writes it as the expectation.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ids = process.argv.slice(2);
const unknown = ids.filter((id) => !/^[a-z][a-z0-9-]*$/.test(id) || !existsSync(`${root}parsers/${id}`));
if (unknown.length > 0) {
  console.error(`There is no parser ${unknown.join(', ')} in parsers/.`);
  process.exit(1);
}
const only = ids.length === 0 ? [] : ['-t', `parser (${ids.join('|')}) `];
const { status } = spawnSync(
  process.execPath,
  [`${root}node_modules/vitest/vitest.mjs`, 'run', '--project', 'unit', 'parsers/samples.spec.ts', ...only],
  { cwd: root, stdio: 'inherit', env: { ...process.env, LANWARDEN_PARSERS: 'accept' } },
);
process.exit(status ?? 1);
