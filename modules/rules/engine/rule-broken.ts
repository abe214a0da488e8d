// A mistake of the program that shows with one rule: whoever catches it knows which one to leave out.

import { messageOf } from '#src/faults.js';

export class RuleBroken extends Error {
  constructor(
    readonly rule: string,
    cause: unknown,
  ) {
    super(`rule ${rule} broke: ${messageOf(cause)}`, { cause });
  }
}
