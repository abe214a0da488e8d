// Deleting what is over: at the start (also on a machine that never runs for long) and at each interval, one run after the other; the
// portal's end waits for the one that is under way.

import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';

/** `clean` is what @Interval belongs to; `run` deletes, and logs what fails instead of throwing. */
export abstract class Cleaning implements OnApplicationBootstrap, OnModuleDestroy {
  #running: Promise<void> = Promise.resolve();

  onApplicationBootstrap(): void {
    void this.clean();
  }

  clean(): Promise<void> {
    this.#running = this.#running.then(() => this.run());
    return this.#running;
  }

  onModuleDestroy(): Promise<void> {
    return this.#running;
  }

  protected abstract run(): Promise<void>;
}
