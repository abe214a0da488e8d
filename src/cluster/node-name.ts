// What people call a node.

import { hostname } from 'node:os';
import type { Config } from '#config/schema.js';

const MAX_NAME = 100;

/** `node.name`, else the host's. A host name is not always text that can be shown. */
export function nodeNameOf({ node }: Pick<Config, 'node'>): string {
  const name =
    node.name ??
    hostname()
      .replace(/[^\x21-\x7e]/gu, '?')
      .slice(0, MAX_NAME);
  return name === '' ? '?' : name;
}
