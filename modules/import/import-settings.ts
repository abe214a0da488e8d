// The module's section of the configuration, as it is now.

import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { LiveConfig } from '#src/settings/live-config.js';
import type { importSettings } from './index.js';

@Injectable()
export class ImportSettings {
  constructor(private readonly live: LiveConfig) {}

  now(): z.infer<typeof importSettings> {
    return this.live.loaded.modules['import'] as z.infer<typeof importSettings>;
  }
}
