// @Page and @Fragment: which template shows what a handler returns.

import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export type Layout = 'main' | 'bare';

export interface PageView {
  readonly template: string;
  /** `none`: a fragment, also when a browser asks for it directly. */
  readonly layout: Layout | 'none';
}

export const PAGE = 'lanwarden:page';

/**
 * The handler returns a view model with a `title`; the template `<module>/views/<name>` shows it. Inside the layout for a browser;
 * alone when htmx asked for a part. `bare`: without navigation (login, set-up).
 */
export const Page = (template: string, options: { readonly layout?: Layout } = {}): CustomDecorator =>
  SetMetadata(PAGE, { template, layout: options.layout ?? 'main' } satisfies PageView);

/** Always without the layout. */
export const Fragment = (template: string): CustomDecorator =>
  SetMetadata(PAGE, { template, layout: 'none' } satisfies PageView);
