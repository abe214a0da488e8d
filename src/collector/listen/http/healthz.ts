// GET /healthz: the collector is alive and answers. Needs no key. /ready is what Loki calls it, and its clients ask for.

import type { Endpoint } from './endpoint.js';

export const healthz: readonly Endpoint[] = ['/healthz', '/ready'].map((path) => ({
  method: 'GET',
  path,
  handle: () => ({ status: 200, body: { status: 'ok' } }),
}));
