// What a browser would send of a form as it stands: the ticked boxes, the chosen options, of several fields of a name the last.

/** `id` of the form. */
export function formFields(html: string, id: string): Record<string, string> {
  const [form] = new RegExp(`<form id="${id}"[\\s\\S]*?</form>`).exec(html) ?? [];
  if (form === undefined) throw new Error(`There is no form ${id} on this page.`);
  const fields: Record<string, string> = {};
  for (const [input] of form.matchAll(/<input[^>]*>/g)) {
    const name = attribute(input, 'name');
    const isChoice = /type="(?:radio|checkbox)"/.test(input);
    if (name === undefined || name === '_csrf' || (isChoice && !/\schecked/.test(input))) continue;
    fields[name] = attribute(input, 'value') ?? '';
  }
  for (const [, tag = '', text = ''] of form.matchAll(/<textarea([^>]*)>([\s\S]*?)<\/textarea>/g))
    fields[attribute(tag, 'name') ?? ''] = decoded(text);
  for (const [, tag = '', options = ''] of form.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)) {
    const all = [...options.matchAll(/<option[^>]*>/g)].map(([option]) => option);
    const chosen = all.find((option) => option.includes(' selected')) ?? all[0] ?? '';
    fields[attribute(tag, 'name') ?? ''] = attribute(chosen, 'value') ?? '';
  }
  return fields;
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : decoded(value);
}

function decoded(text: string): string {
  return text
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
