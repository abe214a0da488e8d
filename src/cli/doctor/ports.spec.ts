// What `doctor` says of ports, by binding them.

import { afterEach, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { withoutIpv6 } from '../../../test/helpers/without-ipv6.js';
import { checkPorts } from './ports.js';

let restore = (): void => undefined;
afterEach(() => restore());

it('takes 0.0.0.0 for :: on a machine without IPv6, as the listeners do', async () => {
  restore = withoutIpv6();
  const off = { enabled: false };
  const listen = { udp: { port: 35_514 }, tcp: off, tls: off, relp: off, http: off };
  const config = configSchema.parse({ data: { dir: '/nowhere' }, portal: { port: 35_515 }, listen });
  expect((await checkPorts(config)).map(({ state }) => state)).toEqual(['ok', 'ok']);
});
