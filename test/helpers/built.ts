// Before all tests: the end-to-end ones run the built program, so it must be there and of this state of the sources.

import { ensureBuilt } from '../../bin/build.mjs';

export default async function setup(): Promise<void> {
  await ensureBuilt();
}
