// The API's description: as a document for programs, as a page for people.

import { Controller, Get } from '@nestjs/common';
import { Public, SignedIn } from '../access/access.js';
import { Page } from '../page/page.js';
import { VERSION } from '#src/version.js';
import { openApi, type OpenApi } from './openapi.js';
import { RouteTable } from './route-table.js';

@Controller('api')
export class ApiController {
  #document: OpenApi | undefined;

  constructor(private readonly table: RouteTable) {}

  @Get('openapi.json')
  @Public()
  document(): OpenApi {
    this.#document ??= openApi(this.table.routes(), VERSION);
    return this.#document;
  }

  @Get('docs')
  @SignedIn()
  @Page('api-docs')
  docs(): object {
    const { info, paths } = this.document();
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
    );
    const tags = [...new Set(operations.flatMap((operation) => operation.tags))];
    return {
      title: 'API',
      info,
      groups: tags.map((tag) => ({ tag, operations: operations.filter((operation) => operation.tags.includes(tag)) })),
    };
  }
}
