// Draws the table of connections as a graph. All data is in the table: without script it is what there is.
(() => {
  const SHAPES = { user: 'ellipse', ip: 'diamond', host: 'round-rectangle' };
  let graph;

  function draw() {
    const box = document.getElementById('en-graph');
    if (!box || box.dataset.drawn !== undefined || !window.cytoscape) return;
    box.dataset.drawn = '';
    const drawing = box.querySelector('.en-drawing');
    drawing.hidden = false;
    graph = cytoscape({
      container: drawing.querySelector('.en-canvas'),
      elements: elementsOf(box),
      style: styleOf(drawing),
      layout: {
        name: 'cose',
        animate: false,
        padding: 20,
        gravity: 0.3,
        numIter: 1_500,
        nodeRepulsion: () => 120_000,
        idealEdgeLength: () => 110,
        nodeOverlap: 30,
        componentSpacing: 80,
      },
      minZoom: 0.1,
      maxZoom: 4,
      // A page that scrolls past must not zoom by accident: the buttons and two fingers do.
      userZoomingEnabled: matchMedia('(pointer: coarse)').matches,
    });
    graph.on('tap', 'node', ({ target }) => (location.href = target.data('href')));
    graph.on('mouseover', 'node', ({ target }) => target.closedNeighborhood().addClass('near'));
    graph.on('mouseout', 'node', () => graph.elements().removeClass('near'));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => graph.style(styleOf(drawing)));
  }

  function elementsOf(box) {
    const nodes = new Map();
    const edges = [];
    for (const row of box.querySelectorAll('tr[data-count]')) {
      const ends = [...row.querySelectorAll('a[data-id]')].map((link) => {
        const { id, kind, centre } = link.dataset;
        const size = (nodes.get(id)?.data.size ?? 0) + Number(row.dataset.count);
        const data = { id, kind, size, label: link.textContent, href: link.href };
        nodes.set(id, { data, classes: centre === undefined ? kind : `${kind} centre` });
        return id;
      });
      edges.push({ data: { source: ends[0], target: ends[1], weight: Number(row.dataset.count) } });
    }
    for (const { data } of nodes.values()) data.size = 10 + 2.5 * Math.log2(1 + data.size);
    for (const { data } of edges) data.width = 0.5 + Math.log2(1 + data.weight) / 3;
    return [...nodes.values(), ...edges];
  }

  // Colours as the page has them, in the light and in the dark.
  function styleOf(drawing) {
    const colour = (selector) => getComputedStyle(drawing.querySelector(selector)).color;
    const text = getComputedStyle(drawing).color;
    return [
      {
        selector: 'node',
        style: {
          width: 'data(size)',
          height: 'data(size)',
          label: 'data(label)',
          color: text,
          'font-size': 15,
          'text-valign': 'bottom',
          'text-margin-y': 3,
          'text-max-width': 150,
          'text-wrap': 'ellipsis',
          'min-zoomed-font-size': 7,
        },
      },
      ...Object.entries(SHAPES).map(([kind, shape]) => ({
        selector: `node.${kind}`,
        style: { shape, 'background-color': colour(`[data-kind="${kind}"]`) },
      })),
      { selector: 'node.centre', style: { 'border-width': 4, 'border-color': text, 'font-weight': 'bold' } },
      {
        selector: 'edge',
        style: { width: 'data(width)', 'line-color': text, opacity: 0.25, 'curve-style': 'straight' },
      },
      { selector: 'edge.near', style: { opacity: 0.8 } },
      { selector: 'node.near', style: { 'font-weight': 'bold', 'z-index': 9, 'min-zoomed-font-size': 0 } },
    ];
  }

  document.addEventListener('click', (event) => {
    const how = event.target.closest('[data-zoom]')?.dataset.zoom;
    if (how === undefined || !graph) return;
    if (how === 'fit') return void graph.fit(undefined, 20);
    const middle = { x: graph.width() / 2, y: graph.height() / 2 };
    graph.zoom({ level: graph.zoom() * (how === 'in' ? 1.4 : 1 / 1.4), renderedPosition: middle });
  });
  document.addEventListener('DOMContentLoaded', draw);
  document.addEventListener('htmx:after:swap', draw);
})();
