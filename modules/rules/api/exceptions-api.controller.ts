// Exceptions for programs.

import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import type { z, ZodType } from 'zod';
import type { Clock } from '#src/clock.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { Api } from '#src/portal/api/api.js';
import { CLOCK } from '#src/portal/deps.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { refuse } from '../book/problems.js';
import { RuleBook } from '../rule-book.js';
import { exceptionOf } from './answers.js';
import { exceptionAnswer, exceptionChange, exceptionsAnswer, newException } from './shapes.js';

type ExceptionAnswer = z.infer<typeof exceptionAnswer>;

@Controller('api/v1/rules/exceptions')
@Permission('rules.read')
export class ExceptionsApiController {
  constructor(
    private readonly rules: RuleBook,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Api({ summary: 'List exceptions, the latest first; expired ones too', response: exceptionsAnswer })
  list(): z.infer<typeof exceptionsAnswer> {
    const now = this.clock.now();
    return { exceptions: this.rules.exceptions().map((each) => exceptionOf(each, now)) };
  }

  @Post()
  @Permission('rules.write')
  @Audited('rules.exception-added')
  @Api({ summary: 'Make an exception', body: newException, response: exceptionAnswer })
  async add(@Body() body: unknown, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<ExceptionAnswer> {
    const { rule, query, reason, expiresAt } = checked(newException, body);
    const added = await this.rules.addException(
      { ruleId: rule ?? undefined, query, reason, expiresAt: msOf(expiresAt) },
      who.name,
    );
    const until = added.expiresAt ?? 'never';
    const details = { id: added.id, query, rule: rule ?? 'all', reason, expiresAt: until };
    visit.audit = { target: query.slice(0, 200), details };
    return exceptionOf(added, this.clock.now());
  }

  @Patch(':id')
  @Permission('rules.write')
  @Audited('rules.exception-changed')
  @Api({ summary: 'Change why and until when', body: exceptionChange, response: exceptionAnswer })
  async change(@Param('id') id: string, @Body() body: unknown, @CurrentVisit() visit: Visit): Promise<ExceptionAnswer> {
    const { reason, expiresAt } = checked(exceptionChange, body);
    const before = this.rules.findException(id);
    const changed = await this.rules.changeException(id, {
      reason: reason ?? before.reason,
      expiresAt: expiresAt === undefined ? before.expiresAt : msOf(expiresAt),
    });
    visit.audit = {
      target: changed.scope.slice(0, 200),
      details: { id, reason: changed.reason, expiresAt: changed.expiresAt ?? 'never' },
    };
    return exceptionOf(changed, this.clock.now());
  }

  @Delete(':id')
  @HttpCode(204)
  @Permission('rules.write')
  @Audited('rules.exception-removed')
  @Api({ summary: 'Remove an exception' })
  async remove(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<void> {
    const { scope, query, ruleId } = await this.rules.removeException(id);
    visit.audit = { target: scope.slice(0, 200), details: { id, query, rule: ruleId ?? 'all' } };
  }
}

function checked<T>(schema: ZodType<T>, body: unknown): T {
  const given = schema.safeParse(body ?? {});
  if (given.success) return given.data;
  throw refuse(given.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })));
}

function msOf(iso: string | null): number | undefined {
  return iso === null ? undefined : Date.parse(iso);
}
