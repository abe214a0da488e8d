// An upload loses the time of its file, from which the years of lines without one are inferred: it is sent along.
(() => {
  document.addEventListener('submit', takeAlong, { capture: true });

  function takeAlong({ target }) {
    const written = target.querySelector('input[name="written"]');
    if (written) written.value = target.querySelector('input[type="file"]').files[0]?.lastModified ?? '';
  }
})();
