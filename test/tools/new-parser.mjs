// `npm run parser:new <id>`: a parser that works and is tested, to be changed line by line (see parsers/README.md).
// `npm run parser:new <id> -- --dir PATH`: the same in PATH/parsers, for `plugins.dir: PATH`.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { newParserFiles } from './new-parser-files.mjs';

const USAGE = 'Usage: npm run parser:new <id> [-- --dir PATH], the id in lower case with hyphens, such as cisco-asa.';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { dir: { type: 'string' } } });
const [id = ''] = positionals;
const root = values.dir === undefined ? fileURLToPath(new URL('../..', import.meta.url)) : resolve(values.dir);
const folder = join(root, 'parsers', id);

// As src/plugin/discovery.ts takes them.
if (!/^[a-z][a-z0-9-]{1,31}$/.test(id)) fail(USAGE);
if (existsSync(folder)) fail(`${folder} exists already.`);

for (const [name, text] of newParserFiles(id, values.dir !== undefined)) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}
console.log(values.dir === undefined ? inside() : outside());

function inside() {
  return `Made parsers/${id}. It keeps the contract as it is: npx vitest run --project unit parsers/samples.spec.ts -t 'parser ${id} '
Now put real lines into samples/first.log and templates into messages.ts; then
  npm run parsers:accept -- ${id}   shows and writes what becomes of them: read it`;
}

function outside() {
  return `Made ${folder}. With plugins.dir: ${root} the collector loads it, and again whenever its files change. Look what it does:
  grep -v '^# ' ${join(folder, 'samples/first.log')} | lanwarden parse - --trace --set plugins.dir=${root}`;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
