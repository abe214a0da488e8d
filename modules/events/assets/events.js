// What the events pages do with script, each of it plainer without: copying, boxes that close, a picker beside the custom range.
(() => {
  // The line as it came, or all fields: not as the page shows them, with invisible characters by name.
  async function textOf({ copyEvent: id, copyAs }) {
    const answer = await fetch(`/api/v1/events/${encodeURIComponent(id)}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const event = await answer.json();
    return copyAs === 'json' ? JSON.stringify(event, null, 2) : event['event.original'];
  }

  // The address takes times as text; the picker writes them, in the viewer's zone.
  document.addEventListener('change', ({ target }) => {
    const input = target.form?.elements.namedItem(target.dataset.picks);
    if (input && target.value !== '') input.value = new Date(target.value).toISOString().replace(/\.000Z$/, 'Z');
  });

  function prepare() {
    for (const hidden of document.querySelectorAll('[data-copy-event], [data-picks]')) hidden.hidden = false;
  }

  // After a search the boxes say what was searched for: htmx leaves what was typed, and what was opened, as they are.
  document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
    if (ctx.request.headers['HX-Boosted'] === undefined || ctx.hx.retarget) return;
    for (const input of document.querySelector('.ev-form').elements)
      if (input.matches('input') && input !== document.activeElement) input.value = input.defaultValue;
    for (const box of document.querySelectorAll('.ev-pop')) box.open = 'mistaken' in box.dataset;
  });

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy-event]');
    if (button) return void lanwarden.copy(button, textOf(button.dataset));
    // A click beside an open box closes it, as does Escape.
    for (const box of document.querySelectorAll('.ev-pop[open]')) if (!box.contains(event.target)) box.open = false;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') for (const box of document.querySelectorAll('.ev-pop[open]')) box.open = false;
  });
  // What is empty or said by nobody need not stand in the address.
  document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
    if (!ctx.sourceElement.matches('.ev-form')) return;
    const { body } = ctx.request;
    for (const [name, value] of [...body]) if (value === '') body.delete(name);
    const from = ctx.sourceElement.querySelector('[data-default]');
    if (!body.has('to') && body.get('from') === from.dataset.default) body.delete('from');
  });
  document.addEventListener('DOMContentLoaded', prepare);
  document.addEventListener('htmx:after:swap', prepare);
})();
