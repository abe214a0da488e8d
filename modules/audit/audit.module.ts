// The Nest module. The log itself is a core service (src/audit): here are its pages, its API, and what keeps it from growing for ever.

import { Module } from '@nestjs/common';
import { AuditApiController } from './audit-api.controller.js';
import { AuditController } from './audit.controller.js';
import { AuditRetention } from './retention.js';

@Module({ controllers: [AuditController, AuditApiController], providers: [AuditRetention] })
export class AuditModule {}
