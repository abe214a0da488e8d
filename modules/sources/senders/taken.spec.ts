// An address is approved once, also where there are many.

import { it } from 'vitest';
import { sourceSchema } from '#config/schema.js';
import { expectGrowthBelow } from '../../../test/helpers/growth.js';
import { refuseTaken } from './taken.js';

it('looks at each address once, however many sources there are', async () => {
  const addresses = (of: number, n: number): string[] => Array.from({ length: n }, (_, i) => `10.${of}.${i >> 8}.${i & 255}`); // prettier-ignore
  const run = (n: number): void => {
    const config = sourceSchema.parse({ name: 'other', match: { peer: addresses(1, n) } });
    refuseTaken({ name: 'new', match: { peer: addresses(2, n) } }, [{ name: 'other', config, origin: 'portal' }]);
  };
  await expectGrowthBelow(20, run, { small: 100, factor: 8 });
});
