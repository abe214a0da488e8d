// What all pages of this module have in common.

export function pageModel<T extends object>(
  title: string,
  more: T,
): T & { readonly title: string; readonly styles: readonly string[]; readonly scripts: readonly string[] } {
  return {
    title,
    styles: ['sources/sources.css', 'recipes.css', 'timeline.css', 'event-rows.css'],
    scripts: ['timeline.js', 'event-rows.js'],
    ...more,
  };
}
