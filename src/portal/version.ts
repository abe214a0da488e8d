// The program's version, from package.json. Found upwards, because dist/ is one folder deeper than the sources.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const VERSION: string = read();

function read(): string {
  const file = ['../../package.json', '../../../package.json'].map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) => existsSync(path));
  if (file === undefined) return '0.0.0';
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
