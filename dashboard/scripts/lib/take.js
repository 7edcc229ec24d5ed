// Taking a card along: its values as a list that is read aloud and by keyboard, as CSV, and its charts as a picture.

const DRAWN = new WeakMap();
// Keys of a chart's rows that only help to draw it.
const HELPERS = ['tip', 'text', 'order', 'place', 'next', 'note', 'solid', 'dashed', 'is_last', 'top'];

const rowsDrawn = (place) => { const rows = DRAWN.get(place); return Array.isArray(rows) ? rows : Object.values(rows).flat(); };

function save(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  h('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// A name that says what is shown: new-customers-team-EMEA-month-2026-09-01
function fileName(title, ending) {
  const parts = [title, STATE.scope.replace(':', '-'), STATE.type, STATE.period];
  return `${parts.join('-').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '')}.${ending}`;
}

// A cell that a spreadsheet would take for a formula begins with an apostrophe.
function csvCell(value) {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// With the mark by which spreadsheets know UTF-8.
const saveLines = (name, lines) => save(name, 'text/csv;charset=utf-8', `\ufeff${lines.map((line) => line.map(csvCell).join(',')).join('\r\n')}\r\n`);
const saveCsv = (title, lines) => saveLines(fileName(title, 'csv'), lines);

const takeButton = (text, label, act) => h('button', { type: 'button', 'aria-label': label, onclick: act }, text);

function linesOfRows(rows) {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((key) => !HELPERS.includes(key));
  const value = (row, key) => (key === 'start' ? new Date(row.start).toISOString().slice(0, 10) : row[key]);
  return [keys, ...rows.map((row) => keys.map((key) => value(row, key)))];
}

const linesOfTable = (place) => [...place.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));

// The charts of a card under one another, as they are seen: their colours are variables of the page, which a picture has not.
async function picture(charts) {
  const known = getComputedStyle(document.documentElement);
  const images = [];
  for (const place of charts) {
    const drawing = place.querySelector('svg');
    const text = new XMLSerializer().serializeToString(drawing).replace(/var\((--[\w-]+)\)/g, (_, name) => known.getPropertyValue(name).trim());
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
    await image.decode();
    const { width, height } = drawing.getBoundingClientRect();
    images.push({ image, width, height });
  }
  const scale = 2;
  const canvas = h('canvas', { width: scale * Math.max(...images.map(({ width }) => width)), height: scale * images.reduce((sum, { height }) => sum + height, 0) });
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  context.fillStyle = known.getPropertyValue('--colour-card');
  context.fillRect(0, 0, canvas.width, canvas.height);
  let top = 0;
  for (const { image, width, height } of images) {
    context.drawImage(image, 0, top, width, height);
    URL.revokeObjectURL(image.src);
    top += height;
  }
  return new Promise((resolve) => { canvas.toBlob(resolve, 'image/png'); });
}

function valuesOf(charts) {
  const list = h('ul');
  const filled = () => { if (!list.children.length) list.append(...charts.flatMap(rowsDrawn).filter((row) => row.tip).map((row) => h('li', null, row.tip))); };
  return h('details', { class: 'values', ontoggle: filled }, h('summary', null, t('take.values')), list);
}

// What stands at the foot of a card with charts or tables.
function takeAlong(title, section) {
  const charts = [...section.querySelectorAll('.chart')].filter((place) => DRAWN.has(place) && !place.closest('table'));
  const tables = [...section.querySelectorAll('table')];
  if (!charts.length && !tables.length) return null;
  const lines = () => (tables.length ? tables.flatMap(linesOfTable) : linesOfRows(charts.flatMap(rowsDrawn)));
  return h('div', { class: 'tools' },
    charts.length > 0 && valuesOf(charts),
    takeButton('CSV', t('take.csv', { title }), () => saveCsv(title, lines())),
    charts.length > 0 && takeButton('PNG', t('take.png', { title }), async () => save(fileName(title, 'png'), 'image/png', await picture(charts))));
}
