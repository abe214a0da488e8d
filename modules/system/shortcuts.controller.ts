// Addresses that people type by hand.

import { Controller, Get } from '@nestjs/common';
import { Permission } from '#src/portal/access/access.js';
import { redirect, type Redirect } from '#src/portal/page/answers.js';

@Controller()
@Permission('system.read')
export class ShortcutsController {
  @Get('health')
  health(): Redirect {
    return redirect('/system');
  }

  @Get('ledger')
  ledger(): Redirect {
    return redirect('/system/ledger');
  }
}
