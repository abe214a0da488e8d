// Choosing many alerts: all of the page at once, and how many are chosen. Each box works without it.
(() => {
  const boxes = (form) => [...form.querySelectorAll('input[name="id"]')];

  function show(form) {
    const chosen = boxes(form).filter((box) => box.checked).length;
    const all = form.querySelector('[data-choose-all]');
    all.hidden = false;
    all.checked = chosen > 0 && chosen === boxes(form).length;
    all.indeterminate = chosen > 0 && !all.checked;
    const said = form.querySelector('[data-chosen]');
    if (said) said.textContent = chosen === 0 ? 'With the chosen ones:' : `With ${lanwarden.number(chosen)} chosen:`;
  }

  document.addEventListener('change', (event) => {
    const form = event.target.closest('[data-choosing]');
    if (!form) return;
    if (event.target.matches('[data-choose-all]')) for (const box of boxes(form)) box.checked = event.target.checked;
    show(form);
  });

  function prepare() {
    for (const form of document.querySelectorAll('[data-choosing]')) show(form);
  }

  document.addEventListener('DOMContentLoaded', prepare);
  document.addEventListener('htmx:after:swap', prepare);
})();
