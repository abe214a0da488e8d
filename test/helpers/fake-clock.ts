// A clock that stands still until told otherwise.

import type { Clock } from '#src/clock.js';

export class FakeClock implements Clock {
  constructor(private ms: number) {}
  now(): number {
    return this.ms;
  }
  advance(ms: number): void {
    this.ms += ms;
  }
}
