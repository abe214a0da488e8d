// All endpoints of the HTTP listener. A new shape is a new file and a line here.

import type { Endpoint } from './endpoint.js';
import { gelf } from './gelf.js';
import { healthz } from './healthz.js';
import { hec } from './hec.js';
import { ingest } from './ingest.js';
import { ingestRaw } from './ingest-raw.js';
import { loki } from './loki.js';
import { otlp } from './otlp.js';
import { problem, type Reply } from './reply.js';

const ENDPOINTS: readonly Endpoint[] = [ingest, ingestRaw, ...hec, loki, otlp, gelf, ...healthz];

/** The endpoint, or the answer where there is none: 404, 405 with Allow. HEAD goes where GET goes. */
export function findEndpoint(method: string, path: string): Endpoint | { readonly reply: Reply } {
  const here = ENDPOINTS.filter((endpoint) => endpoint.path === path);
  const wanted = method === 'HEAD' ? 'GET' : method;
  const found = here.find((endpoint) => endpoint.method === wanted);
  if (found !== undefined) return found;
  if (here.length === 0) {
    const known = ENDPOINTS.map((endpoint) => `${endpoint.method} ${endpoint.path}`).join(', ');
    return { reply: problem(404, `There is no ${path.slice(0, 200)} here. There is: ${known}.`) };
  }
  const allow = here.map((endpoint) => endpoint.method).join(', ');
  const refusal = problem(405, `${path} takes ${allow}.`);
  return { reply: { ...refusal, headers: { ...refusal.headers, allow } } };
}
