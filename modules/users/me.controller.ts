// The API's smallest route: who a token or session is. Handy to test a token.

import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { SignedIn } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import { type Principal, Who } from '#src/portal/session/visit.js';

const me = z.object({
  kind: z.enum(['user', 'token']),
  name: z.string(),
  role: z.enum(['viewer', 'analyst', 'admin']),
  scopes: z.array(z.string()).optional().describe('Permissions that the token is narrowed to'),
});

@Controller('api/v1/users')
@SignedIn()
export class MeController {
  @Get('me')
  @Api({ summary: 'Who this token or session is', response: me })
  me(@Who() { kind, name, role, scopes }: Principal): z.infer<typeof me> {
    return { kind, name, role, scopes: scopes && [...scopes] };
  }
}
