// What the collector imports of modules is plain data: no ORM, no web framework, none of their memory.

import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MODULES = fileURLToPath(new URL('../../dist/modules/', import.meta.url));

/** Packages that are loaded after the declaration, and the half for the collector if there is one, were imported. */
const PROBE = `
  import { createRequire } from 'node:module';
  const { default: declared } = await import(process.argv[1]);
  await declared.stage?.();
  const loaded = Object.keys(createRequire(process.argv[1]).cache);
  console.log(JSON.stringify(loaded.flatMap((path) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(path)?.[1] ?? [])));
`;

it.each(readdirSync(MODULES).filter((name) => !name.includes('.')))('of %s', (id) => {
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', PROBE, `${MODULES}${id}/index.js`], {
    encoding: 'utf8',
  });
  expect(
    [...new Set(JSON.parse(out) as string[])].filter((name) =>
      /sequelize|nestjs|sqlite3|fastify|tensorflow/.test(name),
    ),
  ).toEqual([]);
});
