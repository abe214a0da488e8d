// Whatever can speak HTTP.

import { type Reachable, type Recipe, urlHost } from './recipe.js';

export function script({ host, keyNeeded }: Reachable, port: number): Recipe {
  return {
    id: 'http',
    title: 'A script, over HTTP',
    kinds: ['application', 'container', 'other'],
    where: 'JSON: one object, an array, or one object a line',
    text: curlLine(host, port, keyNeeded ? 'KEY' : undefined),
    note: `Answered after it is stored. Plain lines go to /ingest/raw.${keyNeeded ? '' : ' With the API key of a source (-H “authorization: Bearer …”) they belong to that source, from whatever address.'}`,
    ...(keyNeeded && { needsKey: true }),
  };
}

/** A line to try it; `key`: an ingest key. */
export function curlLine(host: string, port: number, key: string | undefined): string {
  const header = key === undefined ? '' : ` -H 'authorization: Bearer ${key}'`;
  return `curl http://${urlHost(host)}:${port}/ingest -H 'content-type: application/json'${header} \\\n  -d '{"host":"web1","app":"backup","message":"done"}'`;
}
