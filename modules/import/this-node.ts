// Which of the portals on one database this is: files that others were given lie in their folders.

import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config/schema.js';
import { nodeNameOf } from '#src/cluster/node-name.js';
import { nodeIdOf } from '#src/node-id.js';
import { CONFIG } from '#src/portal/deps.js';

@Injectable()
export class ThisNode {
  #id: string | undefined;

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'data' | 'node'>) {}

  /** @throws Fault DATA_DIR */
  get id(): string {
    return (this.#id ??= nodeIdOf(this.config.data.dir));
  }

  /** For people. */
  get name(): string {
    return nodeNameOf(this.config);
  }
}
