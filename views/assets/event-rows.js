// A click anywhere on a row of a table of events opens the event; without script its message is the link.
(() => {
  // Over the link that covers a row lie the cells that tell more on hover; a click on them is one on the row.
  function openRow(event) {
    const row = event.target.closest('.ev-rows tbody tr');
    if (!row || event.target.closest('a, button') || getSelection()?.type === 'Range') return;
    const { ctrlKey, metaKey, shiftKey } = event;
    row
      .querySelector('.ev-open')
      ?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
  }

  document.addEventListener('click', openRow);
})();
