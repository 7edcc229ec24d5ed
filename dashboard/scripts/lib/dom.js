// Elements are built, never parsed from text: no value of an export can become markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(child));
  }
  return element;
}

function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

// A status is shown by its shape, its colour and its word.
const SHAPES = {
  on_target: ['circle', { cx: 8, cy: 8, r: 7 }, 'M4.6 8.3l2.3 2.3 4.4-5'],
  at_risk: ['path', { d: 'M8 .9L15.4 14.6H.6z' }, 'M8 5.8v4M8 11.9v.6'],
  off_target: ['path', { d: 'M8 .4L15.6 8 8 15.6.4 8z' }, 'M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2'],
  not_assessed: ['circle', { cx: 8, cy: 8, r: 6.2, class: 'hollow' }, null],
  no_target: ['path', { d: 'M2.5 8h11', class: 'hollow' }, null],
};
const SHAPE_OF = {
  ok: 'on_target', trusted: 'on_target', delivered: 'on_target', holds: 'on_target', ahead: 'on_target', on_pace: 'on_target',
  secured: 'on_target', reached: 'on_target', adds_up: 'on_target', warning: 'at_risk', at_risk: 'at_risk', apart: 'at_risk',
  behind: 'at_risk', due: 'at_risk', over: 'at_risk', not_due: 'not_assessed', critical: 'off_target', untrusted: 'off_target', broken: 'off_target', unreachable: 'off_target', overdue: 'off_target',
  short: 'off_target', not_reached: 'at_risk',
};

function shapeOf(status) {
  return SHAPES[status] ? status : SHAPE_OF[status] || 'not_assessed';
}

function icon(status) {
  const name = shapeOf(status);
  const [tag, attributes, mark] = SHAPES[name];
  return svg('svg', { class: `icon icon-${name}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    svg(tag, attributes), mark && svg('path', { d: mark, class: 'mark' }));
}

function badge(status, text) {
  return h('span', { class: `badge badge-${shapeOf(status)}`, 'data-status': status }, icon(status), h('span', null, text));
}

function card(title, ...children) {
  const head = typeof title === 'object' && title !== null && !(title instanceof Node) ? title : { title };
  const section = h('section', { class: `card ${head.class || ''}`, id: head.id },
    head.title && h('div', { class: 'card-head' }, h('h2', null, head.title), head.side || null),
    head.note && h('p', { class: 'note' }, head.note),
    ...children);
  return fill(section, null, [head.take === false ? null : takeAlong(head.title, section)]);
}

const stack = (...cards) => h('div', { class: 'stack' }, cards);

function empty(text) {
  return h('p', { class: 'empty' }, icon('not_assessed'), h('span', null, text));
}

// Columns: {label, cell(row), number, class}. Wide tables scroll in themselves, by keyboard too.
function table(columns, rows, options = {}) {
  const body = rows.map((row) => h('tr', { 'data-key': options.key ? options.key(row) : null, class: options.rowClass ? options.rowClass(row) : null },
    columns.map((column, place) => {
      const attributes = { class: [column.number && 'number', column.class].filter(Boolean).join(' ') || null };
      if (place === 0) return h('th', { ...attributes, scope: 'row' }, column.cell(row));
      return h('td', attributes, column.cell(row));
    })));
  return h('div', { class: 'table-frame', role: 'region', 'aria-label': options.label },
    h('table', { id: options.id },
      h('thead', null, h('tr', null, columns.map((column) => h('th', { scope: 'col', class: column.number ? 'number' : null }, column.label)))),
      h('tbody', null, body)));
}

// A table that is wider than its place shows that it goes on, and is a stop of the keyboard.
function markWideTables() {
  for (const frame of document.querySelectorAll('.table-frame')) {
    const isWide = frame.scrollWidth > frame.clientWidth + 1;
    frame.classList.toggle('goes-on', isWide);
    if (isWide) frame.tabIndex = 0; else frame.removeAttribute('tabindex');
  }
}

// What the marks of a chart mean: [kind, text].
const SWATCHES = {
  value: () => [svg('path', { d: 'M1 8H23', class: 's-value' }), svg('circle', { cx: 12, cy: 8, r: 3.4, class: 's-value-fill' })],
  low: () => [svg('path', { d: 'M1 8H23', class: 's-value' }), svg('circle', { cx: 12, cy: 8, r: 3.6, class: 's-value-hollow' })],
  incomplete: () => [svg('path', { d: 'M1 8H23', class: 's-value dashed' }), svg('path', { d: 'M12 3.4L16.6 8 12 12.6 7.4 8z', class: 's-value-hollow' })],
  target: () => [svg('path', { d: 'M1 8H23', class: 's-target' })],
  tick: () => [svg('path', { d: 'M12 1V15', class: 's-tick' })],
  stretch: () => [svg('path', { d: 'M1 8H23', class: 's-stretch' })],
  band: () => [svg('rect', { x: 1, y: 3, width: 22, height: 10, class: 's-band' })],
  interval: () => [svg('rect', { x: 1, y: 3, width: 22, height: 10, class: 's-interval' })],
  remark: () => [svg('path', { d: 'M12 1V15', class: 's-remark' })],
  whisker: () => [svg('path', { d: 'M2 8H22M2 4V12M22 4V12', class: 's-whisker' })],
};

function legend(items) {
  return h('ul', { class: 'legend' }, items.filter(Boolean).map(([kind, text, colour]) => h('li', null,
    svg('svg', { viewBox: '0 0 24 16', class: 'swatch', 'aria-hidden': 'true' },
      SWATCHES[kind] ? SWATCHES[kind]() : svg('rect', { x: 4, y: 2, width: 16, height: 12, rx: 2, fill: colour })),
    text)));
}
