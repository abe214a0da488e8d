// While a condition is filled in, its value is chosen from what its field holds. Without this, from the known words of all fields.
(() => {
  const LIST = 'ru-values-here';
  const asked = new Map();

  document.addEventListener('focusin', async ({ target }) => {
    const { valuesOf } = target.dataset ?? {};
    if (valuesOf === undefined) return;
    const field = target.form.elements.namedItem(valuesOf).value.trim();
    const options = field === '' ? undefined : await optionsOf(field);
    // Somebody may be elsewhere by now; the list is one for all.
    if (document.activeElement !== target) return;
    if (options === undefined) return target.setAttribute('list', 'ru-values');
    list().replaceChildren(...options);
    target.setAttribute('list', LIST);
  });

  function list() {
    const found = document.getElementById(LIST);
    if (found) return found;
    const made = Object.assign(document.createElement('datalist'), { id: LIST });
    document.body.append(made);
    return made;
  }

  // Once for each field; one that could not be asked is asked again.
  async function optionsOf(field) {
    try {
      if (!asked.has(field)) asked.set(field, ask(field));
      return (await asked.get(field)).map(([value, says]) =>
        Object.assign(document.createElement('option'), { value, textContent: says }),
      );
    } catch {
      asked.delete(field);
      return undefined;
    }
  }

  async function ask(field) {
    const answer = await fetch(`/rules/form/values?${new URLSearchParams({ field })}`, {
      headers: { Accept: 'text/html' },
    });
    if (!answer.ok) throw new Error('not now');
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return [...page.querySelectorAll('option')].map((option) => [option.value, option.textContent]);
  }
})();
