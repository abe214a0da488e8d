// The program's version, from its package.json; the only place that reads it.

import { readFileSync } from 'node:fs';

const packageJson = [new URL('../package.json', import.meta.url), new URL('../../package.json', import.meta.url)]
  .map((url) => readIfThere(url))
  .find((text) => text !== undefined);

export const VERSION: string = (JSON.parse(packageJson ?? '{"version":"0.0.0"}') as { version: string }).version;

function readIfThere(url: URL): string | undefined {
  try {
    return readFileSync(url, 'utf8');
  } catch {
    return undefined; // one level up in the checkout, two levels up in dist
  }
}
