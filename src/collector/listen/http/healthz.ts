// GET /healthz: the collector is alive and answers. Needs no key.

import type { Endpoint } from './endpoint.js';

export const healthz: Endpoint = {
  method: 'GET',
  path: '/healthz',
  handle: () => ({ status: 200, body: { status: 'ok' } }),
};
