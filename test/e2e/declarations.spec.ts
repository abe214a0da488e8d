// What the collector imports of modules is plain data: no ORM, no web framework, none of their memory.

import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const MODULES = fileURLToPath(new URL('../../dist/modules/', import.meta.url));

/** Tells where everything was found that is imported: the cache of `require` knows CommonJS only. */
const HOOKS = `
  let told;
  export const initialize = ({ port }) => (told = port);
  export async function resolve(specifier, context, next) {
    const found = await next(specifier, context);
    told.postMessage(found.url);
    return found;
  }`;

/** Packages that are loaded after the declaration, and the half for the collector if there is one, were imported. */
const PROBE = `
  import { createRequire, register } from 'node:module';
  import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
  const { port1, port2 } = new MessageChannel();
  register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(HOOKS)}`)}, { data: { port: port2 }, transferList: [port2] });
  const { default: declared } = await import(process.argv[1]);
  await declared?.stage?.();
  const loaded = Object.keys(createRequire(process.argv[1]).cache);
  for (let told; (told = receiveMessageOnPort(port1)) !== undefined; ) loaded.push(told.message);
  console.log(JSON.stringify(loaded.flatMap((path) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(path)?.[1] ?? [])));
  process.exit();
`;

function packagesOf(file: string): string[] {
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', PROBE, `${MODULES}${file}`], {
    encoding: 'utf8',
  });
  return [...new Set(JSON.parse(out) as string[])];
}

it.each(readdirSync(MODULES).filter((name) => !name.includes('.')))('of %s', (id) => {
  expect(
    packagesOf(`${id}/index.js`).filter((name) => /sequelize|nestjs|sqlite3|fastify|tensorflow/.test(name)),
  ).toEqual([]);
});

it('and would be seen otherwise, also what is no CommonJS', () => {
  expect(packagesOf('audit/audit.module.js')).toEqual(expect.arrayContaining(['@nestjs/common', 'sequelize']));
});
